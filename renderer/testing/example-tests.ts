import type { ConnectionTest, TestStep } from '../../electron/contract/connection-test.ts'
import type { FailureCode, FailureData } from '../../electron/contract/failure.ts'

const failsAt: Partial<Record<FailureCode, TestStep['name']>> = {
  'host-key-unknown': 'host-key',
  'sudo-password-needed': 'root',
  'connection-refused': 'connect',
}

const details: Partial<Record<TestStep['name'], string>> = {
  resolve: '10.20.4.11',
  'jump-hosts': 'ops@bastion.example.net:22',
  login: 'operator',
  root: 'sudo',
  agent: 'mesos-slave.service, active',
}

/** A test of one agent of the fake engine, step by step, to its failure if it has one. */
export async function* playTest(
  agent: string,
  via: boolean,
  failure: FailureData | undefined,
  stepMs: number,
): AsyncGenerator<ConnectionTest> {
  const hops = via ? (['jump-hosts'] as const) : []
  const names = ['resolve', ...hops, 'connect', 'host-key', 'login', 'root', 'agent'] as const
  const fails = failure && (failsAt[failure.code] ?? 'connect')
  const carrier = { name: 'ssh2', reason: 'nothing is asked for that the library cannot do' }
  for (const [at, name] of names.entries()) {
    const failed = name === fails
    const last = failed || at === names.length - 1
    yield test(last && !failed ? 'running' : failed ? 'failed' : 'running', at, failed)
    if (failed) return
    await new Promise((resolve) => setTimeout(resolve, stepMs))
  }
  yield test('passed', names.length, false)

  function test(state: ConnectionTest['state'], at: number, failed: boolean): ConnectionTest {
    const steps = names.map((name, index): TestStep => {
      const detail = details[name]
      const about = detail === undefined ? {} : { detail }
      if (index < at) return { name, state: 'done', ms: 4 + index * 37, ...about }
      if (index > at) return { name, state: failed ? 'skipped' : 'pending' }
      return { name, state: failed ? 'failed' : 'running', ms: 12 }
    })
    return { agent, state, steps, carrier, ...(failed && failure && { failure }) }
  }
}

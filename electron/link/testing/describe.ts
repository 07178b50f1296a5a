import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { type Agent, type CarrierName, carrierNameSchema } from '../../contract/agent.ts'
import { Failure, type FailureCode, type FailureData } from '../../contract/failure.ts'
import type { Link } from '../link.ts'
import { connectPool, type PoolConfig, type SshPool } from '../pool.ts'
import { startServer, type TestServer, whyNoServer } from './sshd.ts'

export interface ServerTest {
  readonly server: TestServer
  readonly carrier: CarrierName
  /** A pool that knows one agent, the server's with these differences; closed after the test. */
  pool(agent?: Partial<Agent>, config?: Partial<PoolConfig>): SshPool
  /** That agent's link. */
  link(agent?: Partial<Agent>, config?: Partial<PoolConfig>): Promise<Link>
}

/**
 * A suite with one real sshd, run with each of the carriers; where no server can run it is skipped, and its
 * title says why.
 */
export function describeWithServer(
  title: string,
  tests: (test: ServerTest) => void,
  settings: readonly string[] = [],
): void {
  for (const carrier of carrierNameSchema.options) suite(title, carrier, tests, settings)
}

function suite(
  title: string,
  carrier: CarrierName,
  tests: (test: ServerTest) => void,
  settings: readonly string[],
): void {
  const why = whyNoServer()
  const called = `${title}, over ${carrier}`
  describe.skipIf(why)(why ? `${called} (skipped: ${why})` : called, () => {
    let server: TestServer
    const pools: SshPool[] = []
    beforeAll(async () => {
      server = await startServer(settings)
    })
    afterEach(() => {
      for (const pool of pools.splice(0)) pool.close()
    })
    afterAll(() => server?.stop())
    const pool: ServerTest['pool'] = (agent, config) => {
      const made = connectPool({
        agent: () => ({ ...server.agent, carrier, ...agent }),
        secrets: { find: () => undefined, forget: () => {} },
        ownKnownHosts: `${server.folder}/own/known_hosts`,
        ...config,
      })
      pools.push(made)
      return made
    }
    tests({
      carrier,
      get server() {
        return server
      },
      pool,
      link: (agent, config) => pool(agent, config).get('agent1'),
    })
  })
}

/** The failure that a promise ends with; fails the test when it is no Failure of this code. */
export async function failureOf(work: Promise<unknown>, code: FailureCode): Promise<FailureData> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Failure)
  const { data } = error as Failure
  expect(data).toMatchObject({ code, agent: 'agent1' })
  expect(data.advice).not.toBe('')
  return data
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Agent } from '../../contract/agent.ts'
import type { ConnectionTest } from '../../contract/connection-test.ts'
import { describeWithServer } from '../../link/testing/describe.ts'
import { testConnection } from './test-connection.ts'

describeWithServer('a test of the way to an agent', (made) => {
  const run = async (changed: Partial<Agent> = {}) => {
    const seen: ConnectionTest[] = []
    const pool = made.pool(changed)
    const tell = (one: ConnectionTest) => seen.push(one)
    const agent = { ...made.server.agent, ...changed }
    const outcome = await testConnection(pool, agent, { anew: false, tell })
    // All but how long it took, which goes on while it is told.
    const untimed = (test: typeof outcome | undefined) => ({
      ...test,
      steps: test?.steps.map(({ ms: _, ...step }) => step),
    })
    expect(untimed(seen.at(-1))).toEqual(untimed(outcome))
    const words = outcome.steps.map(({ name, state }) => `${name} ${state}`)
    return { pool, agent, outcome, words }
  }

  test('ends at the Mesos agent where none runs', async () => {
    const { outcome, words } = await run()
    expect(words.at(-1)).toBe('agent failed')
    expect(words.slice(0, -1).every((step) => step.endsWith('done'))).toBe(true)
    expect(outcome).toMatchObject({ state: 'failed', failure: { code: 'agent-not-found' } })
  })

  test('ends at a key that nobody has trusted, and where nothing listens', async () => {
    const unknown = join(made.server.folder, 'empty_known_hosts')
    writeFileSync(unknown, '')
    const { words, outcome } = await run({ knownHostsFile: unknown })
    expect(words.slice(1, 4)).toEqual(['connect done', 'host-key failed', 'login skipped'])
    expect(outcome.failure?.advice).toContain('trust')
    expect((await run({ port: 1 })).words[1]).toBe('connect failed')
    expect((await run({ host: 'nowhere.invalid' })).words[0]).toBe('resolve failed')
  })

  test('ends at the login, and at becoming root', async () => {
    expect((await run({ user: 'nobody-there' })).words[3]).toBe('login failed')
    expect((await run({ user: 'operator' })).words[4]).toBe('root failed')
    const asked = await run({ user: 'operator', privilege: 'sudo' })
    expect(asked.words[4]).toBe('root failed')
    expect(asked.outcome.failure?.code).toBe('sudo-password-needed')
  })

  test('keeps a connection that stands', async () => {
    const { pool, agent } = await run()
    const link = await pool.get('agent1')
    const running = link.run(['sleep', '1'])
    const tell = () => {}
    const again = await testConnection(pool, agent, { anew: false, tell })
    expect(again.steps[0]?.detail).toBe('a connection stands already')
    await expect(running).resolves.toMatchObject({ exitCode: 0 })
  })
})

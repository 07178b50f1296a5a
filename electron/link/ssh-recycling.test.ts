import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Link } from './link.ts'
import type { Prompter } from './prompter.ts'
import { describeWithServer } from './testing/describe.ts'
import { sudoPassword } from './testing/machine.ts'
import { connectionsTo, recordHostKey, startServer, type TestServer } from './testing/sshd.ts'

const soon = { timeout: 10_000 }

describeWithServer('connections that are old', (given) => {
  let jump: TestServer
  beforeAll(async () => {
    jump = await startServer()
    const ours = readFileSync(join(given.server.folder, 'id.pub'), 'utf8')
    appendFileSync(join(jump.folder, 'id.pub'), ours)
    const { knownHostsFile } = given.server.agent
    recordHostKey({ ...jump.agent, knownHostsFile }, join(jump.folder, 'host_key.pub'))
  })
  afterAll(() => jump?.stop())

  const over = () => ({ jumps: [`root@127.0.0.1:${jump.agent.port}`] })
  const open = () => connectionsTo(given.server.agent.port ?? 0)
  const openAtJump = () => connectionsTo(jump.agent.port ?? 0)

  /** The client's end of the connection that a command runs on. */
  async function connectionOf(link: Link, seconds = 0): Promise<string> {
    const script = `sleep ${seconds}; echo $SSH_CONNECTION`
    return `${(await link.run(['sh', '-c', script])).stdout}`
  }

  test('take nothing new, however busy they are, and end with what runs on them', async () => {
    const pool = given.pool({}, { recycling: { every: 20, oldest: 700 } })
    const link = await pool.get('agent1')
    const running: Promise<string>[] = []
    // One begins before the last has ended.
    for (let count = 0; count < 12; count++) {
      running.push(connectionOf(link, 0.6))
      await sleep(250)
    }
    const seen = await Promise.all(running)
    expect(new Set(seen).size).toBeGreaterThan(1)
    await expect.poll(open, soon).toBe(0)
    expect(pool.connections.list()[0]?.state).toBe('idle')
  })

  test('go on with what follows a file, and with what was dialled', async () => {
    const pool = given.pool({}, { recycling: { every: 20, oldest: 500 } })
    const link = await pool.get('agent1')
    const lines = link.stream(['sh', '-c', 'echo a; sleep 2; echo b'])
    expect(`${(await lines.next()).value}`).toBe('a\n')
    const dialled = await link.dial('127.0.0.1', given.server.agent.port ?? 0)
    const first = await connectionOf(link)
    await sleep(800)
    expect(await connectionOf(link)).not.toBe(first)
    expect(`${(await lines.next()).value}`).toBe('b\n')
    expect((await lines.next()).done).toBe(true)
    expect(dialled.destroyed).toBe(false)
    dialled.destroy()
    await expect.poll(open, soon).toBe(0)
  })

  test('are closed by the operator’s wish, whatever runs on them', async () => {
    const pool = given.pool({}, { recycling: { every: 20, oldest: 300 } })
    const link = await pool.get('agent1')
    const long = link.run(['sleep', '60']).then(
      () => 'done',
      () => 'cut off',
    )
    await expect.poll(open, soon).toBe(1)
    await sleep(600)
    await link.run(['true'])
    pool.disconnect('agent1')
    expect(await long).toBe('cut off')
    await expect.poll(open, soon).toBe(0)
  })

  test('stay when a password was typed that is good for them alone', async () => {
    const ask: Prompter['ask'] = async () => ({ answers: [sudoPassword] })
    const agent = { user: 'operator', privilege: 'sudo' } as const
    const recycling = { every: 20, oldest: 2000 }
    const link = await given.link(agent, { recycling, prompter: { ask } })
    await link.run(['true'], { privileged: true })
    const first = await connectionOf(link)
    await sleep(2500)
    expect(await connectionOf(link)).toBe(first)
  })

  test('or unused are closed at hosts on the way, too, and opened again', async () => {
    const pool = given.pool(over(), { recycling: { every: 20, idle: 700 } })
    const link = await pool.get('agent1')
    await connectionOf(link, 1)
    expect([open(), openAtJump()]).toEqual([1, 1])
    await expect.poll(() => [open(), openAtJump()], soon).toEqual([0, 0])
    await link.run(['true'])
    expect(openAtJump()).toBe(1)
  })

  test('at a host on the way end with the last connection over them', async () => {
    const pool = given.pool(over(), { recycling: { every: 20, oldest: 700 } })
    const link = await pool.get('agent1')
    const end = join(given.server.folder, `end-${given.carrier}`)
    const script = `echo a; while [ ! -e ${end} ]; do sleep 0.1; done; echo b`
    const streams = []
    for (let count = 0; count < 2; count++) {
      const lines = link.stream(['sh', '-c', script])
      expect(`${(await lines.next()).value}`).toBe('a\n')
      streams.push(lines)
      await sleep(1200)
    }
    expect(openAtJump()).toBe(2)
    writeFileSync(end, '')
    for (const lines of streams) {
      expect(`${(await lines.next()).value}`).toBe('b\n')
      expect((await lines.next()).done).toBe(true)
    }
    await expect.poll(() => [open(), openAtJump()], soon).toEqual([0, 0])
  })

  test('at a host on the way go with the last agent behind it', async () => {
    const agents = (name: string) => ({ ...given.server.agent, ...over(), name })
    const pool = given.pool({}, { agent: agents, recycling: { every: 20 } })
    const links = await Promise.all(['a', 'b'].map((name) => pool.get(name)))
    await Promise.all(links.map((link) => link.run(['true'])))
    pool.forget('a')
    await sleep(200)
    expect(openAtJump()).toBe(1)
    pool.forget('b')
    await expect.poll(() => [open(), openAtJump()], soon).toEqual([0, 0])
  })
})

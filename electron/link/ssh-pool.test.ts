import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { sha256Of } from './files.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'
import { recordHostKey } from './testing/sshd.ts'

describeWithServer(
  'many agents behind one sshd with the usual MaxStartups',
  (given) => {
    test('all connect, and none is dropped on the way', async () => {
      const pool = given.pool({}, { agent: (name) => ({ ...given.server.agent, name }) })
      const names = Array.from({ length: 24 }, (_, index) => `a${index}`)
      const links = await Promise.all(names.map((name) => pool.get(name)))
      await Promise.all(links.map((link) => link.run(['true'])))
      expect(pool.connections.list().map(({ state }) => state)).toEqual(Array(24).fill('ready'))
      const log = readFileSync(join(given.server.folder, 'sshd.log'), 'utf8')
      expect(log).not.toMatch(/beginning MaxStartups throttling|drop connection/)
    })
  },
  ['MaxStartups 10:30:100'],
)

describeWithServer('connections', (given) => {
  const servers: { close(): unknown }[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** A port that hangs up on the first clients before it passes the next ones on. */
  async function droppingFirst(count: number): Promise<number> {
    let seen = 0
    const server = createServer((client) => {
      client.on('error', () => {})
      if (++seen <= count) return void client.destroy()
      const upstream = connect(given.server.agent.port ?? 0, '127.0.0.1')
      client.pipe(upstream).pipe(client)
      upstream.on('error', () => client.destroy())
      client.on('close', () => upstream.destroy())
    })
    servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }

  test('that nothing uses are closed, and opened again; one at work is not', async () => {
    const pool = given.pool({}, { recycling: { every: 20, idle: 200 } })
    const state = () => pool.connections.list()[0]?.state
    const link = await pool.get('agent1')
    const { stdout } = await link.run(['sh', '-c', 'sleep 1; echo done'])
    expect(`${stdout}`).toBe('done\n')
    await expect.poll(state, { timeout: 10_000 }).toBe('idle')
    await link.run(['true'])
    expect(state()).toBe('ready')
  })

  test('that are old are closed between two uses', async () => {
    const pool = given.pool({}, { recycling: { every: 20, oldest: 500 } })
    const link = await pool.get('agent1')
    await link.run(['true'])
    expect(pool.connections.list()[0]?.state).toBe('ready')
    const states = new Set<string>()
    pool.connections.listen((connection) => states.add(connection.state))
    const until = Date.now() + 10_000
    while (!states.has('idle') && Date.now() < until) {
      await link.run(['true'])
      await sleep(50)
    }
    expect(states).toContain('idle')
  })

  test('tell every step of the way', async () => {
    const pool = given.pool({ host: 'localhost', knownHostsFile: '/dev/null' })
    const seen: string[] = []
    pool.connections.listen(({ state }) => {
      if (seen.at(-1) !== state) seen.push(state)
    })
    await pool.trustHostKey('agent1', (await pool.readHostKey('agent1')).fingerprint)
    const link = await pool.get('agent1')
    await link.run(['true'])
    pool.disconnect('agent1')
    const stages = ['resolving', 'connecting', 'host-key', 'logging-in']
    const way = ['queued', 'connecting', ...stages]
    expect(seen).toEqual(['idle', ...way, 'ready', 'idle'])
  })

  test('dropped before the server knows who comes are made again', async () => {
    const port = await droppingFirst(3)
    const knownHostsFile = join(given.server.folder, `known-${port}`)
    const hostKey = join(given.server.folder, 'host_key.pub')
    recordHostKey({ ...given.server.agent, port, knownHostsFile }, hostKey)
    await (await given.link({ port, knownHostsFile })).run(['true'])
  })

  test('that fail are tried again later and later, or when the operator wishes', async () => {
    const pool = given.pool({ port: 1 })
    const link = await pool.get('agent1')
    for (let tries = 0; tries < 3; tries++)
      await failureOf(link.run(['true']), 'connection-refused')
    const [info] = pool.connections.list()
    expect(info).toMatchObject({ state: 'backing-off', failure: { code: 'connection-refused' } })
    // The third was refused by the pause, not by the server.
    expect(info?.failures).toBe(2)
    await failureOf(pool.reconnect('agent1'), 'connection-refused')
    expect(pool.connections.list()[0]?.failures).toBe(1)
  })

  test('of an agent that is none any more are forgotten', async () => {
    const pool = given.pool()
    await (await pool.get('agent1')).run(['true'])
    pool.forget('agent1')
    expect(pool.connections.list()).toEqual([])
  })
})

describeWithServer(
  'a server that renews its keys every mebibyte and allows one session',
  (given) => {
    test('carries large files both ways, side by side', async () => {
      const link = await given.link()
      const content = Buffer.alloc(3 * 1024 * 1024, 'quotadeck')
      const paths = [1, 2].map((part) => join(given.server.folder, `large-${part}`))
      const sha256 = sha256Of(content)
      await Promise.all(paths.map((path) => link.upload(path, content, { sha256 })))
      const read = await Promise.all(paths.map((path) => link.read(path)))
      for (const bytes of read) expect(sha256Of(bytes)).toBe(sha256)
      const log = readFileSync(join(given.server.folder, 'sshd.log'), 'utf8')
      expect(log.match(/rekey in|need rekeying|SSH2_MSG_NEWKEYS sent/g)?.length).toBeGreaterThan(4)
    })
  },
  ['RekeyLimit 1M', 'MaxSessions 1'],
)

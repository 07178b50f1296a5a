import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { FailureCode } from '../contract/failure.ts'
import { sha256Of } from './files.ts'
import { type CuttingProxy, cuttingProxy } from './testing/cutting-proxy.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'
import { freePort, makeKey } from './testing/sshd.ts'

describeWithServer('ways that fail', (given) => {
  const cleanUps: (() => unknown)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp()
  })
  const inFolder = (name: string) => join(given.server.folder, name)

  /** A server that is no SSH server; returns its port. */
  async function impostor(talk: (socket: Socket) => void): Promise<number> {
    const sockets = new Set<Socket>()
    const server: Server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      talk(socket)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    cleanUps.push(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    return (server.address() as { port: number }).port
  }

  test('nobody listens', async () => {
    const link = await given.link({ port: await freePort() })
    const data = await failureOf(link.run(['true']), 'connection-refused')
    expect(data.changed).toBe('Nothing was changed.')
    await failureOf(given.pool({ port: 1 }).readHostKey('agent1'), 'connection-refused')
  })

  test('the name has no address', async () => {
    const link = await given.link({ host: 'no-such-host.invalid' })
    await failureOf(link.run(['true']), 'address-unknown')
  })

  test('a server that accepts and says nothing', async () => {
    const port = await impostor(() => {})
    const pool = given.pool({ port }, { deadlines: { connect: 500 } })
    const link = await pool.get('agent1')
    const begin = performance.now()
    const work = Promise.all([
      failureOf(link.run(['true']), 'connection-timeout'),
      failureOf(link.run(['true']), 'connection-timeout'),
      failureOf(pool.readHostKey('agent1'), 'connection-timeout'),
    ])
    await work
    expect(performance.now() - begin).toBeLessThan(5000)
  })

  test('who gives up waits for no connection', async () => {
    const pool = given.pool({ port: await impostor(() => {}) })
    const link = await pool.get('agent1')
    const begin = performance.now()
    const signal = AbortSignal.timeout(100)
    const patient = failureOf(link.run(['true']), 'cancelled')
    await failureOf(link.run(['true'], { signal }), 'cancelled')
    pool.close()
    await patient
    expect(performance.now() - begin).toBeLessThan(5000)
  })

  test('a server that talks without end before its version', async () => {
    const endless = await impostor((socket) => {
      const timer = setInterval(() => socket.write('x'.repeat(65_536)), 1)
      socket.on('close', () => clearInterval(timer))
    })
    await failureOf((await given.link({ port: endless })).run(['true']), 'connection-lost')
    const lines = await impostor((socket) => {
      const timer = setInterval(() => socket.write('hello\r\n'.repeat(1000)), 1)
      socket.on('close', () => clearInterval(timer))
    })
    await failureOf((await given.link({ port: lines })).run(['true']), 'connection-lost')
  })

  test('a server of another protocol, and one that hangs up', async () => {
    const web = await impostor((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await failureOf((await given.link({ port: web })).run(['true']), 'connection-lost')
    const hangsUp = await impostor((socket) => socket.destroy())
    await failureOf((await given.link({ port: hangsUp })).run(['true']), 'connection-lost')
  })

  test('an agent that nobody recorded', async () => {
    const pool = given.pool({}, { agent: () => undefined })
    await expect(pool.get('agent1')).rejects.toMatchObject({ data: { code: 'not-found' } })
  })

  test('a key that the server does not take', async () => {
    makeKey(inFolder('stranger_key'))
    const link = await given.link({ identityFile: inFolder('stranger_key') })
    const data = await failureOf(link.run(['true']), 'login-failed')
    expect(data.message).toContain('stranger_key')
  })

  test('identity files that are none', async () => {
    const run = async (identityFile: string, code: FailureCode = 'login-failed') =>
      failureOf((await given.link({ identityFile })).run(['true']), code)
    expect((await run(inFolder('nowhere'))).message).toContain('cannot be read')
    writeFileSync(inFolder('no_key'), 'no key\n')
    expect((await run(inFolder('no_key'))).message).toContain('no private key')
    execFileSync('ssh-keygen', ['-q', '-N', 'secret phrase', '-f', inFolder('locked_key')])
    const locked = await run(inFolder('locked_key'), 'login-unanswered')
    expect(locked.message).toContain('encrypted')
    expect(locked.advice).toContain('ssh-add')
    expect((await run(inFolder('id.pub'))).message).toContain('no private key')
  })

  test('no key and no ssh-agent; an ssh-agent that is gone; one that has the key', async () => {
    const without = { identityFile: undefined }
    const none = await given.link(without, { sshAuthSock: '' })
    await failureOf(none.run(['true']), 'login-failed')
    const gone = await given.link(without, { sshAuthSock: inFolder('gone.sock') })
    await failureOf(gone.run(['true']), 'login-failed')
    const socket = inFolder('agent.sock')
    const daemon = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
    cleanUps.push(() => daemon.kill())
    while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10))
    execFileSync('ssh-add', ['-q', inFolder('id')], {
      env: { ...process.env, SSH_AUTH_SOCK: socket },
    })
    await (await given.link(without, { sshAuthSock: socket })).run(['true'])
  })

  async function proxy(): Promise<CuttingProxy> {
    const made = await cuttingProxy(given.server.agent.port ?? 22)
    cleanUps.push(() => made.close())
    const hostKey = readFileSync(inFolder('host_key.pub'), 'utf8')
    writeFileSync(inFolder('proxied'), `[127.0.0.1]:${made.port} ${hostKey}`)
    return made
  }
  const proxied = (made: CuttingProxy) => ({
    port: made.port,
    knownHostsFile: inFolder('proxied'),
  })

  const content = Buffer.alloc(3_000_000, 'abcdefg')
  beforeAll(() => {
    mkdirSync(inFolder('target'))
  })

  test.each([10_000, 1_000_000, 2_900_000])(
    'a connection cut after %i bytes of an upload leaves the old file and no other',
    async (bytes) => {
      const made = await proxy()
      const link = await given.link(proxied(made))
      const path = inFolder('target/lib.so')
      await link.write([{ path, content: 'old' }])
      made.cutAfter(bytes)
      const upload = link.upload(path, content, { sha256: sha256Of(content) })
      const data = await failureOf(upload, 'connection-lost')
      expect(data.changed).toBe(`Either as it was or wholly as wanted: ${path}.`)
      await untilTidy(inFolder('target'))
      expect(readFileSync(path, 'utf8')).toBe('old')
      made.cutAfter(Number.POSITIVE_INFINITY)
      await link.upload(path, content, { sha256: sha256Of(content) })
      expect(readFileSync(path).equals(content)).toBe(true)
    },
  )

  /** The agent notices a cut a moment later than the console. */
  async function untilTidy(folder: string): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      if (readdirSync(folder).every((name) => !name.startsWith('.quotadeck-'))) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(readdirSync(folder)).toEqual(['lib.so'])
  }

  test('an upload that stalls is given up', async () => {
    const made = await proxy()
    const link = await given.link(proxied(made))
    const path = inFolder('target/stalled.so')
    await link.run(['true'])
    made.freezeAfter(1_000_000)
    const begin = performance.now()
    const upload = link.upload(path, content, { sha256: sha256Of(content), stallMs: 400 })
    await failureOf(upload, 'command-timeout')
    expect(performance.now() - begin).toBeLessThan(6000)
    expect(existsSync(path)).toBe(false)
  })

  test('an upload that is cancelled leaves nothing', async () => {
    const link = await given.link()
    const path = inFolder('target/cancelled.so')
    const giveUp = new AbortController()
    const big = Buffer.alloc(60_000_000, 1)
    const upload = link.upload(path, big, {
      sha256: sha256Of(big),
      signal: giveUp.signal,
      onProgress: () => giveUp.abort(),
    })
    await failureOf(upload, 'cancelled')
    await untilTidy(inFolder('target'))
    expect(existsSync(path)).toBe(false)
  })

  test('a connection that goes silent is noticed when a command is opened, and replaced', async () => {
    const made = await proxy()
    const link = await given.link(proxied(made), { deadlines: { open: 2000 } })
    await link.run(['true'])
    made.freezeAfter(0)
    const data = await failureOf(link.run(['true']), 'connection-lost')
    expect(data.changed).toMatch(/unknown/i)
    made.cutAfter(Number.POSITIVE_INFINITY)
    await link.run(['true'])
  })

  test('a connection that goes silent under a command is noticed by keepalive', async () => {
    const made = await proxy()
    const link = await given.link(proxied(made), { deadlines: { keepalive: 100 } })
    await link.run(['true'])
    const running = failureOf(link.run(['sleep', '20']), 'connection-lost')
    await new Promise((resolve) => setTimeout(resolve, 200))
    made.freezeAfter(0)
    expect((await running).changed).toMatch(/unknown/i)
  })
})

describeWithServer(
  'a server with a long banner',
  (given) => {
    test('is logged in to all the same', async () => {
      const link = await given.link()
      expect((await link.run(['echo', 'x'])).stdout.toString()).toBe('x\n')
    })
  },
  ['Banner /usr/bin/ssh-keygen'],
)

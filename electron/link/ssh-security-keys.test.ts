import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest'
import type { Agent } from '../contract/agent.ts'
import { connectPool, type SshPool } from './pool.ts'
import type { Prompter, Question } from './prompter.ts'
import { failureOf } from './testing/describe.ts'
import { makeToken, type SecurityToken, whyNoToken } from './testing/security-token.ts'
import { startServer, type TestServer, whyNoServer } from './testing/sshd.ts'

const why = whyNoServer() ?? whyNoToken()

/** The key is of our own making, its provider's interface and all the rest OpenSSH's. */
describe.skipIf(why)(`a login with a security key${why ? ` (skipped: ${why})` : ''}`, () => {
  let server: TestServer
  let token: SecurityToken
  const pools: SshPool[] = []
  const file = (name: string) => join(server.folder, name)

  beforeAll(async () => {
    server = await startServer(['LoginGraceTime 5'], (folder) => {
      token = makeToken(join(folder, 'token'))
      const touched = token.makeKey(join(folder, 'touched'))
      const untouched = token.makeKey(join(folder, 'untouched'), 'no-touch-required')
      const known = token.makeKey(join(folder, 'with-pin'), 'verify-required')
      const lines = [touched, `no-touch-required ${untouched}`, `verify-required ${known}`]
      writeFileSync(join(folder, 'security.pub'), lines.join(''))
      token.makeKey(join(folder, 'stranger'))
      return [`AuthorizedKeysFile ${folder}/security.pub`]
    })
  })
  beforeEach(() => {
    vi.stubEnv('SSH_SK_PROVIDER', token.provider)
    token.pin(undefined)
    token.plugIn(true)
    token.touch(true)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    for (const pool of pools.splice(0)) pool.close()
  })
  afterAll(() => server?.stop())

  function poolWith(
    key: string,
    prompter?: Prompter,
    agent: Partial<Agent> = {},
    sshAuthSock = '',
  ): SshPool {
    const pool = connectPool({
      agent: () => ({ ...server.agent, identityFile: file(key), ...agent }),
      secrets: { find: () => undefined, forget: () => {} },
      ownKnownHosts: file('own_known_hosts'),
      deadlines: { connect: 2000 },
      sshAuthSock,
      ...(prompter && { prompter }),
    })
    pools.push(pool)
    return pool
  }

  const linkWith = (...args: Parameters<typeof poolWith>) => poolWith(...args).get('agent1')

  /** An operator who is shown what to do, and does this. */
  function operator(act: (question: Question) => string | undefined, seen: Question[] = []) {
    const ask: Prompter['ask'] = (question, signal) => {
      seen.push(question)
      const answer = act(question)
      if (answer !== undefined) return Promise.resolve({ answers: [answer] })
      const { promise, reject } = Promise.withResolvers<never>()
      signal?.addEventListener('abort', () => reject(signal.reason))
      return promise
    }
    return { ask }
  }

  test('that needs no touch is by OpenSSH, for a reason that is told', async () => {
    const link = await linkWith('untouched')
    expect(`${(await link.run(['id', '-un'])).stdout}`).toBe('root\n')
    expect(link.carrier).toEqual({
      name: 'openssh',
      reason: 'the key is a security key (sk-ssh-ed25519@openssh.com)',
    })
  })

  test('finds its provider in ssh_config', async () => {
    vi.stubEnv('SSH_SK_PROVIDER', '/nowhere.so')
    const lines = [`SecurityKeyProvider ${token.provider}`, `IdentityFile ${file('untouched')}`]
    writeFileSync(file('config'), `Host *\n  ${lines.join('\n  ')}\n`)
    const config = { useSshConfig: true, sshConfigFile: file('config'), identityFile: undefined }
    for (const agent of [config, { ...config, identityFile: file('untouched') }]) {
      const link = await linkWith('untouched', undefined, agent)
      await link.run(['true'])
      expect(link.carrier?.reason).toContain('security key')
    }
    const data = await failureOf((await linkWith('untouched')).run(['true']), 'login-failed')
    expect(data).toMatchObject({
      message: expect.stringContaining(`The security key of ${file('untouched')} did not sign`),
      advice: expect.stringContaining('SecurityKeyProvider'),
    })
  })

  test('waits for the touch longer than for a server, and says what it waits for', async () => {
    token.touch(false)
    const seen: Question[] = []
    const pool = poolWith(
      'touched',
      operator(() => undefined, seen),
    )
    const states: string[] = []
    pool.connections.listen(({ state }) => states.push(state))
    const running = (await pool.get('agent1')).run(['echo', 'in'])
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(1)
    expect(seen).toMatchObject([
      { agent: 'agent1', kind: 'touch', title: 'Touch the security key', fields: [] },
    ])
    expect(seen[0]?.instructions).toContain('ED25519-SK')
    await sleep(2500)
    expect(states.at(-1)).toBe('waiting-for-you')
    token.touch(true)
    expect(`${(await running).stdout}`).toBe('in\n')
    expect(states.slice(-2)).toEqual(['logging-in', 'ready'])
  })

  test('that the ssh-agent holds waits for the touch, too', async () => {
    const socket = file('agent.sock')
    const agent = spawn('ssh-agent', ['-D', '-a', socket, '-P', token.provider])
    onTestFinished(() => void agent.kill())
    await once(agent.stdout, 'data')
    const env = { ...process.env, SSH_AUTH_SOCK: socket }
    execFileSync('ssh-add', ['-q', file('touched')], { env, stdio: 'ignore' })
    token.touch(false)
    const seen: Question[] = []
    const pool = poolWith(
      'touched',
      operator(() => undefined, seen),
      { identityFile: undefined },
      socket,
    )
    const running = (await pool.get('agent1')).run(['echo', 'in'])
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(1)
    expect(seen[0]?.instructions).toContain('ssh-agent')
    await sleep(2500)
    token.touch(true)
    expect(`${(await running).stdout}`).toBe('in\n')
  })

  test('takes a touch with nobody there to be told of it', async () => {
    token.touch(false)
    const running = (await linkWith('touched')).run(['echo', 'in'])
    await sleep(2500)
    token.touch(true)
    expect(`${(await running).stdout}`).toBe('in\n')
  })

  test('that is not touched in the server’s time says so', async () => {
    token.touch(false)
    const running = (await linkWith('touched')).run(['true'])
    setTimeout(() => token.touch(true), 7000)
    const data = await failureOf(running, 'login-unanswered')
    expect(data.message).toContain('did not wait for the answer any longer')
  })

  test('ends at once when the operator would rather not', async () => {
    token.touch(false)
    const dismiss: Prompter = { ask: async () => ({ unanswered: 'dismissed' }) }
    const pool = poolWith('touched', dismiss)
    await failureOf((await pool.get('agent1')).run(['true']), 'login-unanswered')
    expect(pool.connections.list()[0]?.state).toBe('failed')
  })

  test('asks for the PIN of a key that wants one', async () => {
    token.pin('2468')
    const seen: Question[] = []
    const knowing = operator(({ kind }) => (kind === 'touch' ? undefined : '2468'), seen)
    const link = await linkWith('with-pin', knowing)
    expect(`${(await link.run(['echo', 'in'])).stdout}`).toBe('in\n')
    const [asked] = seen.filter(({ kind }) => kind !== 'touch')
    expect(asked?.fields[0]?.label).toMatch(/^Enter PIN for ED25519-SK key/)
  })

  test('with a wrong PIN says so', async () => {
    token.pin('2468')
    const guessing = operator(({ kind }) => (kind === 'touch' ? undefined : '1111'))
    const link = await linkWith('with-pin', guessing)
    const data = await failureOf(link.run(['true']), 'login-failed')
    expect(data.message).toContain('did not take the PIN')
    expect(JSON.stringify(data)).not.toContain('1111')
  })

  test('that is not plugged in says so', async () => {
    token.plugIn(false)
    const data = await failureOf((await linkWith('touched')).run(['true']), 'login-failed')
    expect(data.message).toBe(`The security key of ${file('touched')} is not plugged in.`)
  })

  test('that the server does not know is refused like any other', async () => {
    const data = await failureOf((await linkWith('stranger')).run(['true']), 'login-failed')
    expect(data.message).toContain(`refused the login of root with the key ${file('stranger')}`)
  })
})

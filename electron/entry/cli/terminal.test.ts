import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shellLine } from '../../link/quote.ts'
import { makeToken, whyNoToken } from '../../link/testing/security-token.ts'
import { startServer, type TestServer, whyNoServer } from '../../link/testing/sshd.ts'

const program = join(import.meta.dirname, '../../../build/quotadeck.mjs')
const why = whyNoServer()

/** Real commands on a real terminal, which `script` makes. */
describe.skipIf(why)(why ? `on a terminal (skipped: ${why})` : 'on a terminal', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
    const key = locked()
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', key])
    appendFileSync(join(server.folder, 'id.pub'), readFileSync(`${key}.pub`))
    rmSync(`${key}.pub`)
    const { host, port, user = '', knownHostsFile = '' } = server.agent
    const where = ['--host', host, '--port', String(port), '--user', user]
    const files = ['--identity-file', key, '--known-hosts-file', knownHostsFile]
    await onTerminal(['agents', 'add', 'agent1', ...where, ...files])
  })
  afterAll(() => server?.stop())

  /** A key with a passphrase. */
  const locked = () => join(server.folder, 'locked')

  /** Runs a command; each time that `typed`'s next question stands there, its answer is typed, or done. */
  function onTerminal(
    args: readonly string[],
    typed: readonly [RegExp, string | (() => void)][] = [],
    more: NodeJS.ProcessEnv = {},
  ) {
    const line = shellLine([process.execPath, program, ...args])
    const env = { ...process.env, QUOTADECK_DATA_DIR: join(server.folder, 'data'), ...more }
    const child = spawn('script', ['-qefc', line, '/dev/null'], { env })
    const left = [...typed]
    let [screen, seen] = ['', 0]
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text
      const [question, answer] = left[0] ?? []
      if (!question?.test(screen.slice(seen))) return
      seen = screen.length
      left.shift()
      if (typeof answer === 'string') child.stdin.write(answer)
      else answer?.()
    })
    return new Promise<{ status: number | null; screen: string }>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (status) => resolve({ status, screen }))
    })
  }

  const question = /agent1: Passphrase of the key .*locked\r\nPassphrase: $/

  test('a passphrase is asked for without showing it, and again when it was wrong', async () => {
    const { screen } = await onTerminal(
      ['observe', 'agent1'],
      [
        [question, 'not it\r'],
        [/That was not it\.\r\n.*\r\nPassphrase: $/, 'open sesame\r'],
      ],
    )
    // The login worked: no Mesos agent runs on the test server.
    expect(screen).toContain('Mesos agent')
    expect(screen).not.toMatch(/not it\r|open sesame/)
  })

  test('Ctrl-C at the question ends the command', async () => {
    const { status, screen } = await onTerminal(['observe', 'agent1'], [[question, '\x03']])
    expect(status).toBe(1)
    expect(screen).toContain('its passphrase was not given')
  })

  test('without a terminal it says what to do instead', () => {
    const env = { ...process.env, QUOTADECK_DATA_DIR: join(server.folder, 'data') }
    const run = () =>
      execFileSync(process.execPath, [program, 'observe', 'agent1'], { env, stdio: 'pipe' })
    expect(run).toThrow(/Run the command in a terminal, .* ssh-add/)
  })

  const noToken = whyNoToken()
  const touched = 'a security key is to be touched, and nothing typed'
  test.skipIf(noToken)(noToken ? `${touched} (skipped: ${noToken})` : touched, async () => {
    const token = makeToken(join(server.folder, 'token'))
    const key = join(server.folder, 'security')
    appendFileSync(join(server.folder, 'id.pub'), token.makeKey(key))
    token.touch(false)
    await onTerminal(['agents', 'set', 'agent1', '--identity-file', key])
    const asks =
      /agent1: Touch the security key\r\nConfirm user presence for key ED25519-SK .*\r\n$/
    const { screen } = await onTerminal(['observe', 'agent1'], [[asks, () => token.touch(true)]], {
      SSH_SK_PROVIDER: token.provider,
    })
    expect(screen).toContain('Mesos agent')
  })

  const beside = 'a key to be touched is told beside a question, whichever comes first'
  test.skipIf(noToken)(noToken ? `${beside} (skipped: ${noToken})` : beside, async () => {
    const token = makeToken(join(server.folder, 'token2'))
    const key = join(server.folder, 'security2')
    appendFileSync(join(server.folder, 'id.pub'), token.makeKey(key))
    token.touch(false)
    await onTerminal(['agents', 'set', 'agent1', '--identity-file', key])
    const { host, port, user = '', knownHostsFile = '' } = server.agent
    const where = ['--host', host, '--port', String(port), '--user', user]
    const files = ['--identity-file', locked(), '--known-hosts-file', knownHostsFile]
    await onTerminal(['agents', 'add', 'agent2', ...where, ...files])
    const both =
      /(?=[\s\S]*agent1: Touch the security key)(?=[\s\S]*agent2: Passphrase)[\s\S]*Passphrase: $/
    const { screen } = await onTerminal(
      ['agents', 'test', 'agent1', 'agent2'],
      [
        [both, 'open sesame\r'],
        [/1 of 2 agents/, () => token.touch(true)],
      ],
      { SSH_SK_PROVIDER: token.provider },
    )
    expect(screen.match(/login +done/g)).toHaveLength(2)
  })
})

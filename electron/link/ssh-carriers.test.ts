import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Agent } from '../contract/agent.ts'
import { knownHostName } from './known-hosts.ts'
import { connectPool, type PoolConfig, type SshPool } from './pool.ts'
import type { Question } from './prompter.ts'
import { failureOf } from './testing/describe.ts'
import { sudoPassword } from './testing/machine.ts'
import { makeKey, startServer, type TestServer, whyNoServer } from './testing/sshd.ts'

const why = whyNoServer()

describe.skipIf(why)(`the choice of a carrier${why ? ` (skipped: ${why})` : ''}`, () => {
  let server: TestServer
  let pool: SshPool | undefined
  const file = (name: string) => join(server.folder, name)
  const signed = (authority: string, key: string, ...how: string[]) =>
    execFileSync('ssh-keygen', ['-q', '-s', file(authority), '-I', key, ...how, file(`${key}.pub`)])

  beforeAll(async () => {
    server = await startServer([], (folder) => {
      for (const key of ['user_ca', 'host_ca', 'certified']) makeKey(join(folder, key))
      const sign = (...args: string[]) =>
        execFileSync('ssh-keygen', ['-q', '-s', join(folder, 'host_ca'), '-I', 'host', ...args])
      sign('-h', '-n', '127.0.0.1', join(folder, 'host_key.pub'))
      return [
        'PasswordAuthentication yes',
        `TrustedUserCAKeys ${folder}/user_ca.pub`,
        `HostCertificate ${folder}/host_key-cert.pub`,
      ]
    })
    signed('user_ca', 'certified', '-n', 'root')
  })
  afterAll(async () => {
    pool?.close()
    await server?.stop()
  })

  const fingerprintOfFile = (key: string) =>
    execFileSync('ssh-keygen', ['-lf', file(`${key}.pub`)], { encoding: 'utf8' }).split(' ')[1] ??
    ''

  async function linkTo(agent: Partial<Agent>, config: Partial<PoolConfig> = {}) {
    pool?.close()
    pool = connectPool({
      agent: () => ({ ...server.agent, ...agent }),
      secrets: { find: () => undefined, forget: () => {} },
      ownKnownHosts: file('own_known_hosts'),
      ...config,
    })
    return pool.get('agent1')
  }

  test('is ssh2 where it will do', async () => {
    const link = await linkTo({})
    await link.run(['true'])
    expect(link.carrier).toMatchObject({ name: 'ssh2' })
  })

  test('is OpenSSH for a certificate, which logs in; ssh2 says that it cannot', async () => {
    const link = await linkTo({ identityFile: file('certified') })
    expect((await link.run(['echo', 'in'])).stdout.toString()).toBe('in\n')
    expect(link.carrier).toEqual({
      name: 'openssh',
      reason: `there is a certificate to log in with: ${file('certified-cert.pub')}`,
    })
    const set = await linkTo({ identityFile: file('certified'), carrier: 'ssh2' })
    const data = await failureOf(set.run(['true']), 'login-failed')
    expect(data.advice).toContain('choose the carrier openssh')
  })

  test('is OpenSSH where only a certificate authority vouches for the host', async () => {
    const name = knownHostName('127.0.0.1', server.agent.port)
    const authority = `@cert-authority ${name} ${readFileSync(file('host_ca.pub'), 'utf8')}`
    writeFileSync(file('authorities'), authority)
    const link = await linkTo({ knownHostsFile: file('authorities') })
    await link.run(['true'])
    expect(link.carrier?.reason).toContain('certificate authority')
    const key = await pool?.readHostKey('agent1')
    expect(key).toMatchObject({ verdict: 'trusted', type: 'ssh-ed25519-cert-v01@openssh.com' })
    const set = await linkTo({ knownHostsFile: file('authorities'), carrier: 'ssh2' })
    const data = await failureOf(set.run(['true']), 'host-key-unknown')
    expect(data.advice).toContain('choose the carrier openssh')
    makeKey(file('other_ca'))
    writeFileSync(
      file('authorities'),
      authority.replace(/ssh-ed25519.*/s, readFileSync(file('other_ca.pub'), 'utf8')),
    )
    const other = await linkTo({ knownHostsFile: file('authorities') })
    await failureOf(other.run(['true']), 'host-key-unknown')
  })

  describe('a certificate authority that was revoked', () => {
    const name = () => knownHostName('127.0.0.1', server.agent.port)
    const key = (of: string) => readFileSync(file(`${of}.pub`), 'utf8')
    const knowing = (...lines: string[]) => {
      writeFileSync(file('revoked'), lines.join(''))
      return { knownHostsFile: file('revoked') }
    }

    test.each([
      ['that was trusted', () => `@cert-authority ${name()} ${key('host_ca')}`],
      ['that was never trusted', () => ''],
      ['beside another one that is', () => `@cert-authority ${name()} ${key('user_ca')}`],
    ])('%s makes a host’s certificate no new one, but a revoked one', async (_, line) => {
      const link = await linkTo(knowing(line(), `@revoked * ${key('host_ca')}`))
      const data = await failureOf(link.run(['true']), 'host-key-revoked')
      expect(link.carrier?.name).toBe('openssh')
      expect(data.message).toContain('The authority that signed the host certificate of 127.0.0.1')
      expect(data.advice).toContain('an authority that is in use')
      const seen = await pool?.readHostKey('agent1')
      expect(seen).toMatchObject({
        type: 'ssh-ed25519-cert-v01@openssh.com',
        verdict: 'revoked',
        revokedAuthority: fingerprintOfFile('host_ca'),
      })
      expect(data.evidence).toContain(`revoked: ssh-ed25519 ${fingerprintOfFile('host_ca')}`)
      const trust = pool?.trustHostKey('agent1', seen?.fingerprint ?? '')
      await failureOf(trust as Promise<void>, 'host-key-revoked')
      expect(existsSync(file('own_known_hosts'))).toBe(false)
    })

    test('is nothing to a host key on record, by the library; ssh refuses the certificate', async () => {
      const known = knowing(`${name()} ${key('host_key')}`, `@revoked * ${key('host_ca')}`)
      const link = await linkTo(known)
      await link.run(['true'])
      expect(link.carrier?.name).toBe('ssh2')
      const set = await linkTo({ ...known, carrier: 'openssh' })
      const data = await failureOf(set.run(['true']), 'host-key-revoked')
      expect(data.message).toContain('The authority that signed')
    })

    test('is not to blame where the key itself is revoked', async () => {
      const authority = `@cert-authority ${name()} ${key('host_ca')}`
      const link = await linkTo(knowing(authority, `@revoked * ${key('host_key')}`))
      const data = await failureOf(link.run(['true']), 'host-key-revoked')
      expect(data.message).toContain('is marked as revoked')
      expect(await pool?.readHostKey('agent1')).not.toHaveProperty('revokedAuthority')
    })

    test.each(['host_ca', 'host_key'])(
      'or a key, %s, in a file that ssh_config names',
      async (of) => {
        execFileSync('ssh-keygen', ['-q', '-k', '-f', file('krl'), file(`${of}.pub`)])
        const known = knowing(`${name()} ${key('host_key')}`)
        const lines = [`RevokedHostKeys ${file('krl')}`, `IdentityFile ${file('id')}`]
        writeFileSync(file('revoking'), `Host *\n  ${lines.join('\n  ')}\n`)
        const config = { ...known, useSshConfig: true, sshConfigFile: file('revoking') }
        const link = await linkTo(config)
        const data = await failureOf(link.run(['true']), 'host-key-revoked')
        expect(link.carrier?.reason).toBe('ssh_config names a file of revoked keys')
        expect(data.evidence).toContain(`(${file('krl')})`)
        expect(await pool?.readHostKey('agent1')).toMatchObject({ verdict: 'revoked' })
        const set = await linkTo({ ...config, carrier: 'ssh2' })
        const unfit = await failureOf(set.run(['true']), 'carrier-unfit')
        expect(unfit.advice).toContain('openssh')
      },
    )
  })

  test('is OpenSSH for what ssh_config has a command to connect with', async () => {
    const config = [
      'Include included.config',
      `Match host ${server.agent.host} exec "test -e ${file('id')}"`,
      `  IdentityFile ${file('id')}`,
      `  UserKnownHostsFile ${file('known_hosts')} ${file('nowhere')}`,
    ]
    const relay = `/bin/sh -c 'exec 3<>/dev/null; exec ${process.execPath} ${file('relay.mjs')} %h %p'`
    writeFileSync(
      file('relay.mjs'),
      `import { connect } from 'node:net'
const socket = connect(process.argv[3], process.argv[2])
process.stdin.pipe(socket).pipe(process.stdout)`,
    )
    writeFileSync(
      file('included.config'),
      `Host bee*\n  HostName 127.0.0.1\n  Port ${server.agent.port}\n  User root\n  ProxyCommand ${relay}\n`,
    )
    writeFileSync(
      file('config'),
      `${config.join('\n')}\n`.replace('included.config', file('included.config')),
    )
    const link = await linkTo({
      ...{ host: 'beehive', user: undefined, port: undefined },
      ...{ identityFile: undefined, knownHostsFile: undefined },
      ...{ useSshConfig: true, sshConfigFile: file('config') },
    })
    expect((await link.run(['echo', 'in'])).stdout.toString()).toBe('in\n')
    expect(link.carrier?.reason).toContain('ProxyCommand')
  })

  test('what a ProxyCommand said when it failed is told', async () => {
    writeFileSync(file('no-way'), 'Host *\n  ProxyCommand no-such-program %h %p\n')
    const link = await linkTo({ useSshConfig: true, sshConfigFile: file('no-way') })
    const data = await failureOf(link.run(['true']), 'connection-lost')
    expect(data.message).toContain('ProxyCommand')
    expect(data.evidence).toMatch(/no-such-program: .*not found/)
  })

  test('a password that is known is not for another ssh that makes the connection', async () => {
    const { port } = server.agent
    const options = `-o StrictHostKeyChecking=yes -o UserKnownHostsFile=${file('known_hosts')}`
    const proxy = `ssh -F none ${options} -o PreferredAuthentications=password -p ${port} operator@127.0.0.1 -W %h:%p`
    writeFileSync(file('proxied'), `Host *\n  ProxyCommand ${proxy}\n`)
    const asked: Question[] = []
    const prompter = {
      async ask(question: Question) {
        asked.push(question)
        return { answers: [sudoPassword] }
      },
    }
    const link = await linkTo(
      { useSshConfig: true, sshConfigFile: file('proxied') },
      { prompter, secrets: { find: () => 'of the agent alone', forget: () => {} } },
    )
    expect((await link.run(['echo', 'in'])).stdout.toString()).toBe('in\n')
    expect(asked).toMatchObject([
      { kind: 'keyboard-interactive', fields: [{ label: "operator@127.0.0.1's password:" }] },
    ])
    expect(asked[0]).not.toHaveProperty('secret')
  })

  test('is OpenSSH for a security key, whose file tells its type', async () => {
    // No device is at hand: the file is of the form that ssh-keygen writes, and cannot log in.
    writeFileSync(file('security'), securityKeyFile())
    const link = await linkTo({ identityFile: file('security') })
    await failureOf(link.run(['true']), 'login-failed')
    expect(link.carrier?.reason).toContain('sk-ssh-ed25519@openssh.com')
  })

  test('is OpenSSH when the ssh-agent holds a certificate', async () => {
    const socket = file('agent.sock')
    execFileSync('ssh-agent', ['-a', socket])
    const env = { ...process.env, SSH_AUTH_SOCK: socket }
    const pid = execFileSync('fuser', [socket], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      copyFileSync(file('certified'), file('moved'))
      copyFileSync(file('certified-cert.pub'), file('moved-cert.pub'))
      execFileSync('ssh-add', ['-q', file('moved')], { env, stdio: 'ignore' })
      const link = await linkTo({ identityFile: undefined }, { sshAuthSock: socket })
      await link.run(['true'])
      expect(link.carrier?.reason).toContain('the ssh-agent holds a certificate')
    } finally {
      process.kill(Number(pid.trim()))
    }
    expect(existsSync(file('moved'))).toBe(true)
  })
})

/** Only the public part is read; PROTOCOL.key. */
function securityKeyFile(): string {
  const string = (text: string | Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    return Buffer.concat([length, Buffer.from(text)])
  }
  const key = [string('sk-ssh-ed25519@openssh.com'), string(Buffer.alloc(32, 1)), string('ssh:')]
  const one = Buffer.from([0, 0, 0, 1])
  const parts = [Buffer.from('openssh-key-v1\0'), string('none'), string('none'), string(''), one]
  const body = Buffer.concat([...parts, string(Buffer.concat(key)), string('private')])
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`
}

describe.skipIf(why)(
  `a server that knows new key exchanges alone${why ? ` (skipped: ${why})` : ''}`,
  () => {
    let server: TestServer
    beforeAll(async () => {
      server = await startServer(['KexAlgorithms sntrup761x25519-sha512@openssh.com'])
    })
    afterAll(() => server?.stop())

    const linkTo = async (carrier: Agent['carrier']) => {
      const pool = connectPool({
        agent: () => ({ ...server.agent, carrier }),
        secrets: { find: () => undefined, forget: () => {} },
        ownKnownHosts: join(server.folder, 'own'),
      })
      return { pool, link: await pool.get('agent1') }
    }

    test('is reached by OpenSSH when the carrier is left open, and the reason is given', async () => {
      const { pool, link } = await linkTo('auto')
      await link.run(['true'])
      expect(link.carrier).toMatchObject({
        name: 'openssh',
        reason: expect.stringContaining('offers no key exchange algorithm that ssh2 knows'),
      })
      expect((await pool.readHostKey('agent1')).verdict).toBe('trusted')
      pool.close()
    })

    test('is refused by ssh2, which names the other carrier', async () => {
      const { pool, link } = await linkTo('ssh2')
      const data = await failureOf(link.run(['true']), 'carrier-unfit')
      expect(data.advice).toContain('openssh')
      pool.close()
    })
  },
)

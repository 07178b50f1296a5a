import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Agent } from '../contract/agent.ts'
import { connectPool, type SshPool } from './pool.ts'
import { failureOf } from './testing/describe.ts'
import { type Realm, startRealm, whyNoRealm } from './testing/realm.ts'
import { startServer, type TestServer, whyNoServer } from './testing/sshd.ts'

const why = whyNoServer() ?? whyNoRealm()

describe.skipIf(why)(`a login with a Kerberos ticket${why ? ` (skipped: ${why})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'quotadeck-realm-'))
  let realm: Realm
  let server: TestServer
  const pools: SshPool[] = []

  beforeAll(async () => {
    realm = await startRealm(join(folder, 'realm'))
    stub()
    server = await startServer(['GSSAPIAuthentication yes', 'GSSAPIStrictAcceptorCheck no'])
    const { port, knownHostsFile } = server.agent
    const lines = ['HostName 127.0.0.1', `Port ${port}`, 'User root', 'GSSAPIAuthentication yes']
    const known = `UserKnownHostsFile ${knownHostsFile}`
    writeFileSync(join(folder, 'config'), `Host kerbed\n  ${[...lines, known].join('\n  ')}\n`)
  })
  beforeEach(stub)
  afterEach(() => {
    for (const pool of pools.splice(0)) pool.close()
    vi.unstubAllEnvs()
  })
  afterAll(async () => {
    await server?.stop()
    await realm?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  function stub(): void {
    for (const [name, value] of Object.entries(realm.env)) vi.stubEnv(name, value)
  }

  function link(agent: Partial<Agent> = {}) {
    const { name } = server.agent
    const pool = connectPool({
      agent: () => ({
        ...{ name, host: 'kerbed', useSshConfig: true, sshConfigFile: join(folder, 'config') },
        ...{ groups: [], labels: {}, privilege: 'none', statusFile: server.agent.statusFile },
        ...agent,
      }),
      secrets: { find: () => undefined, forget: () => {} },
      ownKnownHosts: join(folder, 'own_known_hosts'),
      sshAuthSock: '',
    })
    pools.push(pool)
    return pool.get(name)
  }

  test('is by OpenSSH, for a reason that is told', async () => {
    realm.ticket(600)
    const kerbed = await link()
    expect(`${(await kerbed.run(['id', '-un'])).stdout}`).toBe('root\n')
    expect(kerbed.carrier).toEqual({
      name: 'openssh',
      reason: 'ssh_config allows GSSAPI, and there is a Kerberos ticket',
    })
  })

  test('fails by ssh2, which names the other carrier', async () => {
    realm.ticket(600)
    const data = await failureOf((await link({ carrier: 'ssh2' })).run(['true']), 'login-failed')
    expect(data.advice).toContain('there is a Kerberos ticket: choose the carrier openssh')
  })

  test('that has expired, or that there is none, says how to get one', async () => {
    realm.ticket(1)
    await sleep(2500)
    const expired = await link()
    const { advice } = await failureOf(expired.run(['true']), 'login-failed')
    expect(advice).toContain('Kerberos says: Ticket expired. `kinit` gets one.')
    realm.noTicket()
    const absent = await failureOf((await link()).run(['true']), 'login-failed')
    expect(absent.advice).toContain('It takes Kerberos tickets, too: `kinit` gets one.')
    const plain = { ...server.agent, useSshConfig: false, identityFile: undefined }
    const unset = await failureOf((await link(plain)).run(['true']), 'login-failed')
    expect(unset.advice).toContain('allow GSSAPIAuthentication in ssh_config')
  })

  test('that is not the user’s says whose to look for', async () => {
    realm.ticket(600)
    const data = await failureOf((await link({ user: 'operator' })).run(['true']), 'login-failed')
    expect(data.message).toContain('refused the login of operator with a Kerberos ticket')
    expect(data.advice).toContain('`klist` shows whose Kerberos ticket it is.')
  })

  test('that is kept elsewhere than in the usual file is found', async () => {
    vi.stubEnv('KRB5CCNAME', `DIR:${folder}`)
    realm.ticket(600, `DIR:${folder}`)
    const kerbed = await link()
    await kerbed.run(['true'])
    expect(kerbed.carrier?.reason).toContain('Kerberos ticket')
  })

  test('is none with a key that is recorded: no other way is tried', async () => {
    realm.ticket(600)
    const keyed = await link({ identityFile: server.agent.identityFile })
    await keyed.run(['true'])
    expect(keyed.carrier?.name).toBe('ssh2')
  })
})

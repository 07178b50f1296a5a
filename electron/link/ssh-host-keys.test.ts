import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Agent } from '../contract/agent.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'
import { makeKey, recordHostKey } from './testing/sshd.ts'

describeWithServer('host keys', (given) => {
  const inFolder = (name: string) => join(given.server.folder, name)
  /** An agent whose own known_hosts file has these lines. */
  const knowing = (text: string): Partial<Agent> => {
    writeFileSync(inFolder('some_known_hosts'), text)
    return { knownHostsFile: inFolder('some_known_hosts') }
  }
  const fresh = () => ({ ownKnownHosts: inFolder(`own-${Math.random()}/known_hosts`) })
  const fingerprint = (key: string) =>
    execFileSync('ssh-keygen', ['-lf', inFolder(key)], { encoding: 'utf8' }).split(' ')[1] ?? ''
  const name = () => `[127.0.0.1]:${given.server.agent.port}`
  const key = (file: string) => readFileSync(inFolder(file), 'utf8')

  test('an unknown key ends the connection and shows its fingerprint', async () => {
    const link = await given.link(knowing(''), fresh())
    const data = await failureOf(link.run(['true']), 'host-key-unknown')
    expect(data.evidence).toContain(fingerprint('host_key.pub'))
  })

  test('a known_hosts file that does not exist knows nobody', async () => {
    const link = await given.link({ knownHostsFile: inFolder('nowhere') }, fresh())
    await failureOf(link.run(['true']), 'host-key-unknown')
  })

  test('an unknown key is seen, trusted, and good from then on', async () => {
    const config = fresh()
    const pool = given.pool(knowing(''), config)
    const seen = await pool.readHostKey('agent1')
    expect(seen).toMatchObject({
      agent: 'agent1',
      type: 'ssh-ed25519',
      verdict: 'unknown',
      fingerprint: fingerprint('host_key.pub'),
      recorded: [],
    })
    await pool.trustHostKey('agent1', seen.fingerprint)
    expect(statSync(config.ownKnownHosts).mode & 0o777).toBe(0o600)
    expect((await pool.readHostKey('agent1')).verdict).toBe('trusted')
    await (await pool.get('agent1')).run(['true'])
    const before = readFileSync(config.ownKnownHosts)
    await pool.trustHostKey('agent1', seen.fingerprint)
    expect(readFileSync(config.ownKnownHosts)).toEqual(before)
    execFileSync('ssh-keygen', ['-F', name(), '-f', config.ownKnownHosts])
  })

  test('trusting another fingerprint than the one offered records nothing', async () => {
    const config = fresh()
    const pool = given.pool(knowing(''), config)
    const data = await failureOf(pool.trustHostKey('agent1', 'SHA256:other'), 'host-key-unknown')
    expect(data.message).toContain('another host key than the one that was compared')
    expect(existsSync(config.ownKnownHosts)).toBe(false)
  })

  test('a changed key ends the connection, shows both, and cannot be trusted over', async () => {
    makeKey(inFolder('other_key'))
    const config = fresh()
    const pool = given.pool(knowing(`${name()} ${key('other_key.pub')}`), config)
    const data = await failureOf((await pool.get('agent1')).run(['true']), 'host-key-changed')
    expect(data.evidence).toContain(fingerprint('host_key.pub'))
    expect(data.evidence).toContain(fingerprint('other_key.pub'))
    expect(data.evidence).toContain('some_known_hosts:1')
    expect(await pool.readHostKey('agent1')).toMatchObject({
      verdict: 'changed',
      recorded: [fingerprint('other_key.pub')],
    })
    const trust = pool.trustHostKey('agent1', fingerprint('host_key.pub'))
    await failureOf(trust, 'host-key-changed')
    expect(existsSync(config.ownKnownHosts)).toBe(false)
  })

  test.each([
    ['that is recorded', () => `${name()} ${key('host_key.pub')}`],
    ['that was never seen', () => ''],
  ])('a revoked key %s ends the connection, and is not to be trusted', async (_, recorded) => {
    const config = fresh()
    const lines = `${recorded()}@revoked * ${key('host_key.pub')}`
    const pool = given.pool(knowing(lines), config)
    const data = await failureOf((await pool.get('agent1')).run(['true']), 'host-key-revoked')
    expect(data.message).toContain('is marked as revoked')
    expect(await pool.readHostKey('agent1')).toMatchObject({ verdict: 'revoked' })
    const trust = pool.trustHostKey('agent1', fingerprint('host_key.pub'))
    await failureOf(trust, 'host-key-revoked')
    expect(existsSync(config.ownKnownHosts)).toBe(false)
  })

  test('entries hashed by ssh-keygen are found', async () => {
    const agent = knowing(`${name()} ${key('host_key.pub')}`)
    execFileSync('ssh-keygen', ['-H', '-f', agent.knownHostsFile as string], { stdio: 'ignore' })
    const link = await given.link(agent, fresh())
    await link.run(['true'])
  })

  test('the key type on record is asked for, though another is preferred', async () => {
    const pool = given.pool(knowing(`${name()} ${key('rsa_key.pub')}`), fresh())
    expect(await pool.readHostKey('agent1')).toMatchObject({
      type: 'ssh-rsa',
      verdict: 'trusted',
    })
    await (await pool.get('agent1')).run(['true'])
  })

  test('a key made anew on the server is a changed key', async () => {
    const link = await given.link({}, fresh())
    await link.run(['true'])
    await given.server.changeHostKey()
    const again = await given.link({}, fresh())
    await failureOf(again.run(['true']), 'host-key-changed')
    recordHostKey(given.server.agent, inFolder('host_key.pub'))
    await (await given.link({}, fresh())).run(['true'])
  })

  afterEach(() => writeFileSync(inFolder('some_known_hosts'), ''))
})

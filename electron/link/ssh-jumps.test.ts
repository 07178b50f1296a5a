import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routeTo } from './destination.ts'
import type { Question } from './prompter.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'
import { sudoPassword } from './testing/machine.ts'
import { recordHostKey, startServer, type TestServer } from './testing/sshd.ts'

describeWithServer('the way over a jump host', (given) => {
  let jump: TestServer
  let closed: TestServer
  let asking: TestServer
  beforeAll(async () => {
    jump = await startServer()
    closed = await startServer(['AllowTcpForwarding no'])
    asking = await startServer(['PasswordAuthentication yes'])
    for (const server of [jump, closed]) {
      const ours = readFileSync(join(given.server.folder, 'id.pub'), 'utf8')
      appendFileSync(join(server.folder, 'id.pub'), ours)
    }
  })
  afterAll(async () => {
    await jump?.stop()
    await closed?.stop()
    await asking?.stop()
  })

  const over = (...servers: TestServer[]) => ({
    jumps: servers.map(({ agent }) => `root@127.0.0.1:${agent.port}`),
  })

  test('is taken only with the jump host’s key on record, which the failure names', async () => {
    const link = given.link(over(jump))
    const data = await failureOf((await link).run(['true']), 'host-key-unknown')
    expect(data.message).toContain(`On the way over 127.0.0.1 port ${jump.agent.port}`)
  })

  test('leads to the agent, whose own key is verified too', async () => {
    recordHostKey(
      { ...jump.agent, knownHostsFile: given.server.agent.knownHostsFile },
      join(jump.folder, 'host_key.pub'),
    )
    const link = await given.link(over(jump))
    const { stdout } = await link.run(['sh', '-c', 'echo $SSH_CONNECTION'])
    expect(stdout.toString()).toContain(` ${given.server.agent.port}\n`)
    const known = join(given.server.folder, 'jump-only')
    writeFileSync(known, '')
    recordHostKey({ ...jump.agent, knownHostsFile: known }, join(jump.folder, 'host_key.pub'))
    const unknown = await given.link({ ...over(jump), knownHostsFile: known })
    const data = await failureOf(unknown.run(['true']), 'host-key-unknown')
    expect(data.message).toContain(`127.0.0.1 port ${given.server.agent.port}`)
    const pool = given.pool({ ...over(jump), knownHostsFile: known })
    const key = await pool.readHostKey('agent1')
    expect(key.verdict).toBe('unknown')
    await pool.trustHostKey('agent1', key.fingerprint)
    await (await pool.get('agent1')).run(['true'])
  })

  test('over a host that forwards nothing is refused with its name', async () => {
    recordHostKey(
      { ...closed.agent, knownHostsFile: given.server.agent.knownHostsFile },
      join(closed.folder, 'host_key.pub'),
    )
    const link = await given.link(over(closed))
    const data = await failureOf(link.run(['true']), 'connection-refused')
    expect(data.message).toContain(`The jump host 127.0.0.1 port ${closed.agent.port}`)
    expect(data.changed).toBe('Nothing was changed.')
  })

  test('is one connection, however many ask at once', async () => {
    const pool = given.pool(over(jump))
    const links = await Promise.all(Array.from({ length: 5 }, () => pool.get('agent1')))
    expect(new Set(links).size).toBe(1)
  })

  test('asks for the password of a host on the way in that host’s name', async () => {
    const asked: Question[] = []
    const prompter = {
      ask: async (question: Question) => {
        asked.push(question)
        return { answers: [sudoPassword] }
      },
    }
    const { knownHostsFile } = given.server.agent
    recordHostKey({ ...asking.agent, knownHostsFile }, join(asking.folder, 'host_key.pub'))
    const hop = `operator@127.0.0.1:${asking.agent.port}`
    const link = await given.link({ user: 'operator', jumps: [hop] }, { prompter, sshAuthSock: '' })
    expect((await link.run(['id', '-un'])).stdout.toString()).toBe('operator\n')
    const secret = { kind: 'password', of: hop }
    expect(asked).toMatchObject([{ agent: 'agent1', hop, kind: 'password', secret }])
  })

  test('leads over several hosts', async () => {
    const link = await given.link(over(jump, jump))
    expect((await link.run(['echo', 'there'])).stdout.toString()).toBe('there\n')
  })
})

test('what is recorded wins over what ssh says of the host', async () => {
  const agent = {
    name: 'agent1',
    host: 'nowhere.example.net',
    user: 'operator',
    privilege: 'sudo' as const,
    useSshConfig: true,
    groups: [],
    labels: {},
    statusFile: '/s',
    jumps: ['ops@bastion.example.net:2200', '[2001:db8::1]'],
  }
  const { target, hops } = await routeTo(agent)
  expect(target).toMatchObject({ host: 'nowhere.example.net', port: 22, user: 'operator' })
  expect(hops).toMatchObject([
    { host: 'bastion.example.net', port: 2200, user: 'ops' },
    { host: '2001:db8::1', port: 22 },
  ])
})

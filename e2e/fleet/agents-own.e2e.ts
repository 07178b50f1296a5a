import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { down, type Fleet, type FleetAgent, up } from './fleet.ts'
import { whyNoFleet } from './requirements.ts'

const why = whyNoFleet()
const program = join(import.meta.dirname, '../../build/quotadeck.mjs')
const LOG = '/var/log/mesos/mesos-slave.INFO'

/** What belongs to the Mesos agent itself, over the command line with each carrier. */
describe.skipIf(why)(why ? `an agent’s own (skipped: ${why})` : 'an agent’s own', () => {
  const name = `own-${process.pid}`
  const data = mkdtempSync(join(tmpdir(), 'quotadeck-own-'))
  const env = { ...process.env, QUOTADECK_DATA_DIR: data, SSH_AUTH_SOCK: '' }
  let fleet: Fleet
  let http: Server

  beforeAll(async () => {
    fleet = await up({ name, agents: 2 })
    http = createServer((request, response) => {
      const login = Buffer.from('admin:s3 cret').toString('base64')
      response.statusCode = request.headers.authorization === `Basic ${login}` ? 200 : 401
      response.end(JSON.stringify({ path: request.url }))
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    const { port } = http.address() as { port: number }
    for (const [index, agent] of fleet.agents.entries()) {
      const file = (path: string) => fleet.fileOf(agent.name, path)
      writeFileSync(file('/etc/mesos-slave/log_dir'), '/var/log/mesos\n')
      writeFileSync(file('/etc/mesos-slave/port'), `${port}\n`)
      mkdirSync(dirname(file(LOG)), { recursive: true })
      writeFileSync(file(LOG), 'one\ntwo\n\u001b[31mthree\n')
      const carrier = index === 0 ? 'ssh2' : 'openssh'
      expect((await quotadeck(addArguments(agent, carrier))).status).toBe(0)
    }
  })
  afterAll(async () => {
    http?.close()
    rmSync(data, { recursive: true, force: true })
    if (fleet) await down(name)
  })

  const addArguments = (agent: FleetAgent, carrier: string) => [
    ...['agents', 'add', agent.name, '--host', agent.host, '--port', String(agent.port)],
    ...['--user', 'runner', '--identity-file', agent.identityFile],
    ...['--known-hosts-file', agent.knownHostsFile, '--carrier', carrier],
  ]

  const start = (args: readonly string[]) => spawn(process.execPath, [program, ...args], { env })

  async function quotadeck(args: readonly string[], stdin = '') {
    const child = start(args)
    child.stdin.end(stdin)
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    const [status] = await once(child, 'close')
    return { status, stdout, stderr }
  }

  test('carrier is told with its reason', async () => {
    const { stdout } = await quotadeck(['connections'])
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^AGENT +STATE +CARRIER +BECAUSE/),
      expect.stringMatching(/ready +ssh2 +it is set for this agent/),
      expect.stringMatching(/ready +openssh +it is set for this agent/),
    ])
  })

  test('way is tested step by step, and where it ends is said', async () => {
    const { status, stdout } = await quotadeck(['agents', 'test'])
    expect(status).toBe(0)
    for (const [index, { name: agent }] of fleet.agents.entries()) {
      const carrier = index === 0 ? 'ssh2' : 'openssh'
      expect(stdout).toContain(`${agent}: passed over ${carrier}: it is set for this agent\n`)
    }
    for (const step of ['resolve', 'connect', 'host key', 'login', 'root', 'agent'])
      expect(stdout.match(new RegExp(`^  ${step} +done`, 'gm'))).toHaveLength(2)
    const [agent] = fleet.agents as [FleetAgent]
    const record = { ...agent, name: 'nobody-there', port: 1 }
    expect((await quotadeck(addArguments(record, 'openssh'))).status).toBe(0)
    const broken = await quotadeck(['agents', 'test', 'nobody-there', '--json'])
    expect([broken.status, broken.stderr]).toEqual([1, ''])
    const [outcome] = JSON.parse(broken.stdout)
    expect(outcome).toMatchObject({ state: 'failed', failure: { code: 'connection-refused' } })
    const failed = outcome.steps.filter((step: { state: string }) => step.state === 'failed')
    expect(failed).toMatchObject([{ name: 'connect' }])
    expect((await quotadeck(['agents', 'remove', 'nobody-there'])).status).toBe(0)
  })

  test('log is printed, and followed into the file that comes in its place', async () => {
    for (const agent of fleet.agents) {
      const file = fleet.fileOf(agent.name, LOG)
      const printed = await quotadeck(['logs', agent.name, '--lines', '2'])
      expect(printed).toEqual({ status: 0, stdout: 'two\n\\u001b[31mthree\n', stderr: '' })
      const child = start(['logs', agent.name, '--follow', '--json'])
      const lines: string[] = []
      child.stdout.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().trimEnd().split('\n')) lines.push(JSON.parse(line).text)
      })
      const has = async (text: string) => {
        while (!lines.includes(text)) await once(child.stdout, 'data')
      }
      await has('\\u001b[31mthree')
      appendFileSync(file, 'four\n')
      await has('four')
      renameSync(file, `${file}.1`)
      writeFileSync(file, 'five\n')
      await has('five')
      child.kill('SIGINT')
      await once(child, 'close')
    }
  })

  test('endpoints are asked over the way to it, with a login that is shown nowhere', async () => {
    for (const { name: agent } of fleet.agents) {
      const refused = await quotadeck(['get', agent, '/state'])
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('answers 401')])
      const answer = await quotadeck(['get', agent, '/state?a=b', '--user', 'admin'], 's3 cret\n')
      expect(answer).toEqual({ status: 0, stdout: '{"path":"/state?a=b"}\n', stderr: '' })
    }
  })
})

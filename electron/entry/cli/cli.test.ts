import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { agentRecordSchema, agentSchema } from '../../contract/agent.ts'
import { failureSchema } from '../../contract/failure.ts'
import { agentUsageSchema } from '../../contract/usage.ts'
import { openEngine } from '../engine.ts'

const program = join(import.meta.dirname, '../../../build/quotadeck.mjs')

// Each starts several processes, one after the other.
vi.setConfig({ testTimeout: 120_000 })

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quotadeck-cli-'))
})

afterEach(() => rm(folder, { recursive: true }))

interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command as a process of its own, on a fresh data folder, stdin not a terminal. */
function quotadeck(args: readonly string[], stdin = ''): Promise<Run> {
  const env = { ...process.env, QUOTADECK_DATA_DIR: join(folder, 'data'), SSH_AUTH_SOCK: '' }
  const child = spawn(process.execPath, [program, ...args], { env })
  child.stdin.on('error', () => {}) // it may end before it reads
  child.stdin.end(stdin)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

const errorSchema = z.strictObject({ error: failureSchema })

/** The failure of a run with --json; asserts that it is the only thing printed. */
async function failureOf(args: readonly string[], status = 1, stdin = '') {
  const run = await quotadeck([...args, '--json'], stdin)
  expect([run.status, run.stderr]).toEqual([status, ''])
  return errorSchema.parse(JSON.parse(run.stdout)).error
}

const add = ['agents', 'add', 'agent1', '--host', '10.0.0.1', '--user', 'operator']

test('agents are recorded, listed and removed', async () => {
  const added = await quotadeck([...add, '--port', '2222', '--identity-file', 'key', '--json'])
  expect(agentSchema.parse(JSON.parse(added.stdout))).toMatchObject({
    name: 'agent1',
    port: 2222,
    privilege: 'sudo',
    identityFile: resolve('key'),
  })
  const listed = await quotadeck(['agents', '--json'])
  expect(z.array(agentSchema).parse(JSON.parse(listed.stdout))).toHaveLength(1)
  const shown = await quotadeck(['agents', 'list'])
  expect(shown.stdout).toBe(
    `AGENT   ADDRESS                 ROOT BY  ${'KEY'.padEnd(resolve('key').length)}  GROUPS\n` +
      `agent1  operator@10.0.0.1:2222  sudo     ${resolve('key')}\n`,
  )
  expect(await quotadeck(['agents', 'remove', 'agent1'])).toMatchObject({ status: 0 })
  expect((await quotadeck(['agents', '--json'])).stdout).toBe('[]\n')
})

test('a fleet is imported after a preview, grouped and exported', async () => {
  const nodes = ['inventory', 'import', 'nodes', 'agent[1-3]!agent2', '--group', 'dc1']
  const refused = await quotadeck([...nodes, '--dry-run'])
  expect(refused.stdout).toContain('user: who to log in as is missing')
  const preview = await quotadeck([...nodes, '--user', 'operator', '--dry-run', '--json'])
  expect(JSON.parse(preview.stdout).agents).toMatchObject([
    { name: 'agent1', change: 'add' },
    { name: 'agent3', change: 'add' },
  ])
  expect((await quotadeck(['agents', '--json'])).stdout).toBe('[]\n')
  expect(await quotadeck([...nodes, '--user', 'operator'])).toMatchObject({ status: 1 })
  await quotadeck([...nodes, '--user', 'operator', '--yes'])
  await quotadeck(['inventory', 'groups', 'set', 'dc1', '--port', '2222'])
  expect((await quotadeck(['agents'])).stdout).toContain('operator@agent3:2222')
  const { stdout } = await quotadeck(['inventory', 'export', 'agent3', '--format', 'ssh-config'])
  expect(stdout).toBe('Host agent3\n    User operator\n    Port 2222\n')
})

test('recorded agents are changed, labelled, grouped and forgotten', async () => {
  const engine = openEngine(join(folder, 'data'))
  for (const name of ['a1', 'a2'])
    engine.inventory.add(agentRecordSchema.parse({ name, host: name, user: 'root', port: 2222 }))
  await engine.close()
  const set = ['agents', 'set', 'a1', '--unset', 'port', '--host', '10.0.0.9']
  expect((await quotadeck(set)).stdout).toContain('root@10.0.0.9 ')
  await quotadeck(['agents', 'label', 'rack=r1', 'a1', 'a2'])
  await quotadeck(['agents', 'label', 'rack-', 'a2'])
  await quotadeck(['inventory', 'groups', 'add', 'dc1', 'a1', 'a2'])
  await quotadeck(['inventory', 'groups', 'drop', 'dc1', 'a2'])
  const exported = await quotadeck(['inventory', 'export', '--format', 'json'])
  expect(JSON.parse(exported.stdout)).toEqual([
    { name: 'a1', host: '10.0.0.9', user: 'root', groups: ['dc1'], labels: { rack: 'r1' } },
    { name: 'a2', host: 'a2', user: 'root', port: 2222, groups: [], labels: {} },
  ])
  expect((await failureOf(['agents', 'remove', 'a1', 'none'])).code).toBe('not-found')
  expect((await quotadeck(['agents', 'remove', 'a1', 'a2'])).stdout).toContain('no longer')
})

test('a manifest is checked without an agent, with the error that Mesos would exit with', async () => {
  const file = join(folder, 'modules.json')
  const library = join(folder, 'text.so')
  await writeFile(
    library,
    'no library, but long enough to have a header of its own, or so it seems',
  )
  const module = { name: 'a' }
  await writeFile(file, JSON.stringify({ libraries: [{ file: '/x.so', modules: [module] }] }))
  const check = ['manifest', 'check', file, '--mesos-version', '1.12.0', '--json']
  const prefix = "Error loading modules: Error opening library: '/x.so': "
  const missing = await quotadeck([...check, '--hooks', 'a'])
  expect(missing.status).toBe(1)
  expect(JSON.parse(missing.stdout)).toEqual({
    starts: false,
    error: `${prefix}Could not load library '/x.so': /x.so: cannot open shared object file: No such file or directory`,
    at: 'libraries[0]',
  })
  const text = await quotadeck([...check, '--library', `/x.so=${library}`])
  expect(JSON.parse(text.stdout).error).toBe(
    `${prefix}Could not load library '/x.so': /x.so: invalid ELF header`,
  )
  await writeFile(file, '{}')
  expect(await quotadeck(check)).toMatchObject({
    status: 0,
    stdout: '{"starts":true,"unverified":[]}\n',
  })
  const hooks = await quotadeck(['manifest', 'check', '--hooks', 'a, b', '--json'])
  expect(JSON.parse(hooks.stdout).error).toContain("No hook module named 'a' available")
  const isolation = await quotadeck([...check, '--isolation', 'posix/cpu, posix/mem'])
  expect(JSON.parse(isolation.stdout)).toMatchObject({ at: '--isolation, name 2' })
  expect(await failureOf([...check, '--library', '/x.so'])).toMatchObject({ code: 'input-invalid' })
})

test('a failure names what is wrong, says what was changed and what to do', async () => {
  await quotadeck(add)
  expect(await failureOf(['agents', 'remove', 'nobody'])).toMatchObject({
    code: 'not-found',
    message: "No agent named 'nobody' is recorded.",
    changed: 'Nothing was changed.',
    advice: 'Recorded are: agent1.',
  })
  const shown = await quotadeck(['agents', 'remove', 'nobody'])
  expect(shown).toMatchObject({ status: 1, stdout: '' })
  expect(shown.stderr.split('\n')[0]).toBe("No agent named 'nobody' is recorded.")
})

test('a command that makes no sense ends with 2, and is a failure in JSON too', async () => {
  const commands = [
    ['bogus'],
    ['agents', 'add'],
    ['agents', '--bogus'],
    ['usage', '--interval', '0'],
    ['hooks', 'shuffle', 'agent1'],
    ['isolation', 'add', 'agent1'],
    ['manifest', 'shuffle', 'agent1'],
    ['manifest', 'set', 'agent1', 'libraries[0].file'],
    ['backups', 'restore', 'agent1'],
  ]
  for (const failure of await Promise.all(commands.map((args) => failureOf(args, 2)))) {
    expect(failure).toMatchObject({ code: 'input-invalid' })
  }
})

test('its version and its help are asked for, and no failures', async () => {
  expect(await quotadeck(['--version'])).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' })
  const help = await quotadeck(['--help'])
  expect(help).toMatchObject({ status: 0, stderr: '' })
  expect(help.stdout).toMatch(/^Usage: quotadeck /)
})

test('values that make no sense are failures that name them', async () => {
  const cases: [string[], RegExp][] = [
    [['agents', 'add', 'a b', '--host', 'h', '--user', 'u'], /name: /],
    [[...add, '--port', 'x'], /port: /],
    [[...add, '--status-file', 'relative'], /statusFile: /],
    [
      ['rollout', '--agents', 'agent1', '--build', join(folder, 'none.so')],
      /none\.so cannot be read/,
    ],
    [['hooks', 'move', 'agent1', 'a', '0'], /'0' is no place/],
    [['manifest', 'set-parameter', 'agent1', 'm', 'novalue'], /'novalue' is no parameter/],
    [['manifest', 'remove-file', 'agent1'], /remove-file needs --file/],
  ]
  const failures = await Promise.all(cases.map(([args]) => failureOf(args)))
  for (const [index, [, message]] of cases.entries()) {
    expect(failures[index]?.message).toMatch(message)
  }
})

test('a file that is no build is refused by name', async () => {
  await quotadeck(add)
  const file = join(folder, 'script.so')
  await writeFile(file, '#!/bin/sh\n')
  expect(await failureOf(['rollout', '--build', file, '--yes'])).toMatchObject({
    code: 'build-not-elf',
    message: expect.stringContaining('script.so'),
  })
})

test('usage of an agent that cannot be reached is a document, and the exit status 1', async () => {
  // Nothing listens on port 1 of this machine.
  await quotadeck([
    'agents',
    'add',
    'agent1',
    '--host',
    '127.0.0.1',
    '--port',
    '1',
    '--user',
    'operator',
  ])
  const { status, stdout } = await quotadeck(['usage', '--json'])
  const usages = z.array(agentUsageSchema).parse(JSON.parse(stdout))
  expect(status).toBe(1)
  expect(usages).toMatchObject([{ agent: 'agent1', failure: { code: 'connection-refused' } }])
})

test('a sudo password that is promised on stdin has to be there, and is shown nowhere', async () => {
  await quotadeck(add)
  const args = ['observe', 'agent1', '--sudo-password-stdin']
  expect(await failureOf(args)).toMatchObject({ message: 'There is no password on stdin.' })
  const run = await quotadeck([...args, '--json'], 'correct horse\n')
  expect(run.status).toBe(1)
  expect(run.stdout + run.stderr).not.toContain('correct horse')
})

test('what an agent says cannot steer the terminal', async () => {
  const host = 'h\u001b[2Jost'
  await quotadeck(['agents', 'add', 'agent1', '--host', host, '--user', 'root'])
  const { stdout } = await quotadeck(['agents'])
  expect(stdout).toContain('root@h\\u001b[2Jost')
})

test('a reader that has read enough is no error', async () => {
  for (const name of ['agent1', 'agent2'])
    await quotadeck(['agents', 'add', name, '--host', '10.0.0.1', '--user', 'root'])
  const env = { ...process.env, QUOTADECK_DATA_DIR: join(folder, 'data') }
  const child = spawn(process.execPath, [program, 'agents'], { env })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const status = await new Promise((resolve) => child.on('close', resolve))
  expect([status, stderr]).toEqual([0, ''])
})

/** A server that accepts connections and never says a word; and how to end it. */
async function silentServer() {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    connected: () => sockets.size > 0,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('a signal ends what looks at many agents at once, with its own status', async () => {
  const server = await silentServer()
  const where = ['--host', '127.0.0.1', '--port', `${server.port}`, '--user', 'root']
  for (const name of ['agent1', 'agent2']) await quotadeck(['agents', 'add', name, ...where])
  const env = { ...process.env, QUOTADECK_DATA_DIR: join(folder, 'data'), SSH_AUTH_SOCK: '' }
  const child = spawn(process.execPath, [program, 'usage', '--json'], { env })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  await vi.waitFor(() => expect(server.connected()).toBe(true), 60_000)
  child.kill('SIGINT')
  expect([await ended, stdout]).toEqual([130, ''])
  server.close()
})

test('several agents are observed, a line for each, and one that is not makes the status 1', async () => {
  const where = ['--host', '127.0.0.1', '--port', '1', '--user', 'root']
  for (const name of ['agent1', 'agent2']) await quotadeck(['agents', 'add', name, ...where])
  const { status, stdout } = await quotadeck(['observe', 'agent1', 'agent2', '--json'])
  const lines = stdout.trim().split('\n')
  const outcomes = lines.map((line) => outcomeSchema.parse(JSON.parse(line)))
  expect(status).toBe(1)
  expect(outcomes.map(({ agent }) => agent).sort()).toEqual(['agent1', 'agent2'])
})

const outcomeSchema = z.strictObject({ agent: z.string(), failure: failureSchema })

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir, uptime } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agentSchema } from '../../contract/agent.ts'
import { lookUpLibraries } from '../observe/libraries.ts'
import { framed, survey } from '../observe/survey.ts'
import { localLink } from '../testing/local-link.ts'
import { answersOf } from './http.ts'
import { DETAIL_SCRIPT } from './scripts.ts'
import { sourceFiles } from './source-file.ts'

// The scripts run in this machine's own sh, as they would on an agent.

const folder = mkdtempSync(join(tmpdir(), 'quotadeck-scripts-'))
let server: Server

beforeAll(async () => {
  server = createServer((request, response) => {
    response.statusCode = request.url === '/state' ? 503 : 200
    response.end(`answer to ${request.url}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

const port = (): string => String((server.address() as AddressInfo).port)

/** A folder with links to these programs and nothing else, to be all of PATH. */
function pathWith(name: string, programs: readonly string[]): string {
  const path = join(folder, name)
  mkdirSync(path)
  for (const program of programs) symlinkSync(`/usr/bin/${program}`, join(path, program))
  return path
}

describe('files', () => {
  it('come back byte by byte, whatever they are called and contain', async () => {
    const contents = {
      'plain.txt': Buffer.from('text without an end of line'),
      "odd 'name' $(x) ü": Buffer.from('\n0123456789abcdef0123456789abcdef end 0 \n'),
      empty: Buffer.alloc(0),
      binary: Buffer.from([0, 255, 10, 0]),
    }
    const args: string[] = []
    for (const [name, bytes] of Object.entries(contents)) {
      writeFileSync(join(folder, name), bytes)
      args.push('file', join(folder, name))
    }
    args.push('file', join(folder, 'missing'), 'file', folder)
    const files = sourceFiles(await framed(localLink(), DETAIL_SCRIPT, args), 'local')
    expect([...files.keys()]).toEqual(Object.keys(contents).map((name) => join(folder, name)))
    expect(files.get(join(folder, "odd 'name' $(x) ü"))?.text).toBe(
      '\n0123456789abcdef0123456789abcdef end 0 \n',
    )
    expect([...files.values()].map(({ isUtf8 }) => isUtf8)).toEqual([true, true, true, false])
  })

  it('beyond 4 MiB are refused, not cut off', async () => {
    const path = join(folder, 'large')
    writeFileSync(path, Buffer.alloc(4 * 1024 * 1024 + 1))
    const frames = await framed(localLink(), DETAIL_SCRIPT, ['file', path])
    expect(() => sourceFiles(frames, 'local')).toThrow(/large on local has 4194305 bytes/)
  })
})

it('libraries are told as there, folder or missing', async () => {
  const there = join(folder, 'there.so')
  writeFileSync(there, '')
  symlinkSync(there, join(folder, 'link.so'))
  const paths = [there, folder, join(folder, 'no.so'), join(folder, 'link.so')]
  const found = await lookUpLibraries(localLink(), paths)
  expect([...found.values()].map(({ facts }) => facts.state)).toEqual([
    'unexamined',
    'folder',
    'missing',
    'unexamined',
  ])
  expect(found.get(join(folder, 'link.so'))?.realPath).toBe(there)
})

describe('endpoints', () => {
  const base = ['head', 'timeout', 'cat', 'sh']
  const paths = ['/version', '/odd?a=[1-3]&b={x}', '/state']
  const ask = async (port: string, environment?: Record<string, string>) => {
    const args = ['http', '127.0.0.1', port, ...paths]
    const frames = await framed(localLink(environment), DETAIL_SCRIPT, args)
    return [...answersOf(frames, paths).values()]
  }

  it('are asked with curl, or with bash alone', async () => {
    const bare = pathWith('bash-only', [...base, 'bash'])
    for (const environment of [undefined, { PATH: bare }]) {
      expect(await ask(port(), environment)).toEqual([
        { kind: 'answer', status: 200, body: 'answer to /version' },
        { kind: 'answer', status: 200, body: 'answer to /odd?a=[1-3]&b={x}' },
        { kind: 'answer', status: 503, body: 'answer to /state' },
      ])
    }
  })

  it('that nobody listens on are silent', async () => {
    expect(await ask('1')).toEqual(paths.map(() => ({ kind: 'silent' })))
  })

  it('cannot be asked without any tool, which is said', async () => {
    const answers = await ask(port(), { PATH: pathWith('no-tool', base) })
    expect(answers).toEqual(paths.map(() => ({ kind: 'no-tool' })))
  })
})

describe('the survey', () => {
  /** A systemctl that knows three units, one of which runs an agent, as this very process. */
  const systemctl = `#!/bin/sh
for unit in cron.service mesos-master.service mesos-agent.service mesos-agent.service; do
  case $unit in
    mesos-agent.service)
      printf 'MainPID=${process.pid}\\nExecStart={ path=/usr/sbin/mesos-agent ; argv[]=/usr/sbin/mesos-agent --port=1 ; ignore_errors=no }\\n'
      printf 'EnvironmentFiles=${folder}/a b.env (ignore_errors=no)\\nId=%s\\nLoadState=loaded\\n\\n' "$unit" ;;
    *) printf 'MainPID=0\\nExecStart={ path=/usr/bin/mesos-init-wrapper ; argv[]=/usr/bin/mesos-init-wrapper master ; }\\nId=%s\\n\\n' "$unit" ;;
  esac
done
`

  it('says which program it lacks', async () => {
    const agent = agentSchema.parse({ name: 'local', host: 'h', user: 'u' })
    const programs = ['sh', 'date', 'uname', 'getconf', 'cat', 'grep', 'ls', 'stat', 'head']
    const looking = survey(localLink({ PATH: pathWith('no-systemd', programs) }), agent)
    await expect(looking).rejects.toThrow('local has no systemctl and no awk')
  })

  it('finds the unit that runs an agent, its process and its files', async () => {
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'systemctl'), systemctl)
    chmodSync(join(bin, 'systemctl'), 0o755)
    writeFileSync(join(folder, 'a b.env'), 'MESOS_HOOKS=a\n')
    const agent = agentSchema.parse({ name: 'local', host: 'h', user: 'u' })
    const seen = await survey(localLink({ PATH: `${bin}:${process.env.PATH}` }), agent)
    expect(seen.unit).toMatchObject({ name: 'mesos-agent.service', mainPid: process.pid })
    expect(seen.otherUnits).toEqual([])
    expect(seen.files.get(`${folder}/a b.env`)?.text).toBe('MESOS_HOOKS=a\n')
    expect(seen.mapped).toContain(process.execPath)
    expect(seen.mounts.some(({ mountPoint }) => mountPoint === '/')).toBe(true)
    expect(Math.abs(seen.processStartedAt - (Date.now() / 1000 - uptime()))).toBeLessThan(2)
    expect(Math.abs(seen.clockOffsetMs)).toBeLessThan(2000)
  })
})

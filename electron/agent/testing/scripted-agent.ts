import { agentSchema } from '../../contract/agent.ts'
import { Failure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import { type Snapshot, takeSnapshot } from '../observe/observe.ts'
import { encodeFrames, markIn, type PlainFrame } from './encode-frames.ts'

/** An agent as its scripts would describe it. Everything has a usual value. */
export interface ScriptedAgent {
  readonly name?: string
  /** Lines of `systemctl show`. */
  readonly unit?: Readonly<Record<string, string>>
  /** Files that the survey reads. */
  readonly flagFiles?: Readonly<Record<string, string | Buffer>>
  /** Command line and environment of the running agent. */
  readonly process?: { readonly words: readonly string[]; readonly environ?: readonly string[] }
  /** Text of the folder of a --modules_dir, by path and name. */
  readonly folders?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What else the survey answers: kind, subject and content of each frame. */
  readonly frames?: readonly (readonly [string, string, string])[]
  /** Files that flags lead to. */
  readonly otherFiles?: Readonly<Record<string, string>>
  readonly mounts?: string
  /** Absolute paths. */
  readonly mapped?: readonly string[]
  readonly builds?: Readonly<Record<string, string>>
  /** Bodies of 200 answers; a number stands for a bare status. */
  readonly http?: Readonly<Record<string, unknown>>
  /** What stands at a library's path: 'folder', 'missing' or its real path. */
  readonly libraries?: Readonly<Record<string, string>>
}

export const XFS_MOUNT =
  '29 22 98:0 / /var/lib/mesos rw,relatime shared:9 - xfs /dev/vdb rw,inode64,prjquota'
const ROOT_MOUNT = '22 1 8:1 / / rw shared:1 - ext4 /dev/vda rw'

const WRAPPER_UNIT = {
  Id: 'mesos-slave.service',
  ExecStart:
    '{ path=/usr/bin/mesos-init-wrapper ; argv[]=/usr/bin/mesos-init-wrapper slave ; ignore_errors=no ; pid=778 }',
}
const WRAPPER_FILES = {
  '/usr/bin/mesos-init-wrapper': `#!/bin/sh
set -a
[ ! -f /etc/default/mesos ] || . /etc/default/mesos
[ ! -f /etc/default/mesos-slave ] || . /etc/default/mesos-slave
set +a
[ -z "$MASTER" ] || set -- --master="$MASTER"
[ -z "$ISOLATION" ] || set -- "$@" --isolation="$ISOLATION"
for file in /etc/mesos-slave/*; do :; done
`,
}
export const ENV_UNIT = {
  Id: 'mesos-agent.service',
  ExecStart:
    '{ path=/usr/sbin/mesos-agent ; argv[]=/usr/sbin/mesos-agent ; ignore_errors=no ; pid=777 }',
  EnvironmentFiles: '/etc/mesos-agent.env (ignore_errors=no)',
}

const USUAL_UNIT = {
  LoadState: 'loaded',
  ActiveState: 'active',
  SubState: 'running',
  MainPID: '777',
  ExecMainStartTimestampMonotonic: '1000000',
  KillMode: 'process',
  Restart: 'always',
  Environment: '',
  FragmentPath: '/etc/systemd/system/mesos.service',
  DropInPaths: '',
  NeedDaemonReload: 'no',
}

const USUAL_HTTP = {
  '/version': { version: '1.12.0' },
  '/flags': { flags: {} },
  '/state': { id: 'agent-S0' },
  '/metrics/snapshot': { 'slave/registered': 1 },
}

/** The snapshot that `takeSnapshot` makes of such an agent. */
export function snapshotOf(agent: ScriptedAgent): Promise<Snapshot> {
  const name = agent.name ?? 'agent1'
  return takeSnapshot(linkTo(agent, name), agentSchema.parse({ name, host: 'h', user: 'root' }))
}

/** A link to such an agent, for what looks at it first; what else is asked of it is `more`. */
export function scriptedLink(agent: ScriptedAgent, more: Partial<Link>): Link {
  return { ...linkTo(agent, agent.name ?? 'agent1'), ...more }
}

function linkTo(agent: ScriptedAgent, name: string): Link {
  const script = async (text: string, args: readonly string[] = []) => {
    const frames = text.includes('systemctl show') ? survey(agent, name) : detail(agent, args)
    return { exitCode: 0, stdout: encodeFrames(markIn(text), frames), stderr: '' }
  }
  const unexpected = async (): Promise<never> => {
    throw new Failure({ code: 'internal', message: 'not scripted', advice: '' })
  }
  const close = (): void => undefined
  const [run, read, write, upload] = Array.from({ length: 4 }, () => unexpected)
  return {
    agent: name,
    carrier: undefined,
    script,
    run,
    read,
    write,
    upload,
    close,
  } as unknown as Link
}

function files(contents: Readonly<Record<string, string | Buffer>>): PlainFrame[] {
  const entries = Object.entries(contents).map(([path, text]) => [path, Buffer.from(text)] as const)
  if (entries.length === 0) return []
  const list = entries.map(([path, bytes]) => `${bytes.length}\0${path}\0`).join('')
  const data = Buffer.concat(entries.map(([, bytes]) => bytes))
  return [
    ['file-list', '', list],
    ['file-data', '', data],
  ]
}

function clock(): string {
  return `${Date.now()}000000\n`
}

function survey(agent: ScriptedAgent, name: string): PlainFrame[] {
  const unit = { ...USUAL_UNIT, ...WRAPPER_UNIT, ...agent.unit }
  const show = Object.entries(unit).map(([key, value]) => `${key}=${value}`)
  const builds = Object.entries(agent.builds ?? {}).map(([path, sha]) => `${sha}  ${path}\n`)
  const mapped = agent.mapped ?? []
  return [
    ['machine', '', `${clock()}${name} 6.1.0 x86_64\nglibc 2.36\n`],
    ['uptime', '', '3600.00\n'],
    ['mounts', '', `${ROOT_MOUNT}\n${agent.mounts ?? XFS_MOUNT}\n`],
    ['builds', '', builds.join('')],
    ['unit', unit.Id, show.join('\n')],
    ...(agent.process
      ? [
          ['cmdline', unit.Id, agent.process.words.map((word) => `${word}\0`).join('')] as const,
          ['environ', unit.Id, (agent.process.environ ?? []).join('\0')] as const,
        ]
      : []),
    ...(agent.frames ?? []),
    ['maps', unit.Id, mapped.map((path) => `7f00-7fff r-xp 0000 fd:00 42    ${path}\n`).join('')],
    ...files({ ...WRAPPER_FILES, ...agent.flagFiles }),
    ['clock', '', clock()],
  ]
}

function detail(agent: ScriptedAgent, args: readonly string[]): PlainFrame[] {
  const frames: PlainFrame[] = []
  const http: Readonly<Record<string, unknown>> = { ...USUAL_HTTP, ...agent.http }
  const words = [...args]
  for (let word = words.shift(); word; word = words.shift()) {
    const [first = ''] = words.splice(0, 1)
    const content = agent.otherFiles?.[first]
    if (word === 'file' && content !== undefined) frames.push(...files({ [first]: content }))
    if (word === 'folder') frames.push(...folder(first, agent.folders?.[first]))
    if (word === 'space') frames.push(['space', first, '4096 1000 600\n'])
    if (word === 'library')
      frames.push(['library', first, `${agent.libraries?.[first] ?? 'missing'}\n`])
    if (word === 'http') {
      const [, ...paths] = words.splice(0)
      frames.push(...paths.map((path) => ['http', '', answer(http[path])] as const))
    }
  }
  return frames
}

function folder(
  path: string,
  contents: Readonly<Record<string, string>> | undefined,
): PlainFrame[] {
  if (!contents) return [['folder', path, 'missing\n']]
  const entries = Object.entries(contents).map(([name, text]) => [`${path}/${name}`, text] as const)
  const list = entries.map(([each]) => `file 1000 ${each}\0`).join('')
  return [...files(Object.fromEntries(entries)), ['entries', path, list]]
}

function answer(body: unknown): string {
  if (body === undefined || body === null) return ''
  if (typeof body === 'number') return `HTTP/1.1 ${body} X\r\n\r\n`
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(body)}`
}

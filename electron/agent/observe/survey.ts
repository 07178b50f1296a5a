import type { Agent } from '../../contract/agent.ts'
import { Failure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import { type Frame, linesOf, newMark, parseFrames, textOf, unreadable } from '../ask/frames.ts'
import { mappedFiles } from '../ask/mapped-files.ts'
import { type Mount, parseMounts } from '../ask/mounts.ts'
import { SURVEY_SCRIPT } from '../ask/scripts.ts'
import { type SourceFile, sourceFiles } from '../ask/source-file.ts'
import { chooseUnit, parseUnit, type UnitInfo } from '../ask/systemd.ts'
import { type AgentProcess, agentProcess } from '../flags/process-flags.ts'
import type { ManagerTraces } from './managers.ts'

/** A machine and the agent's unit and process, as far as they are known without the flags. */
export interface Survey {
  /** The agent's clock minus the console's, ms. */
  readonly clockOffsetMs: number
  readonly hostname: string
  readonly kernel: string
  readonly machine: string
  readonly glibc: string | undefined
  readonly mounts: readonly Mount[]
  /** Hook libraries of ours on the agent. */
  readonly builds: readonly { readonly path: string; readonly sha256: string }[]
  readonly unit: UnitInfo
  /** Names of other units that run an agent too. */
  readonly otherUnits: readonly string[]
  readonly files: Map<string, SourceFile>
  /** How the agent's process was started; undefined when it does not run or is not to be seen. */
  readonly process: AgentProcess | undefined
  /** When the unit's main process was started, seconds of the agent's clock. */
  readonly processStartedAt: number
  /** Folders of flags that are there and that the init wrapper does not read, with their entries. */
  readonly unread: ReadonlyMap<string, readonly string[]>
  readonly managers: ManagerTraces
  /** Files that the agent's process has mapped, absolute; '' when it does not run. */
  readonly mapped: readonly string[]
}

const OUTPUT_CAP = 48 * 1024 * 1024

/** Runs a framed script as root. */
export async function framed(
  link: Link,
  script: string,
  args: readonly string[],
  { timeoutMs = 60_000, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<Frame[]> {
  const options = { privileged: true, maxOutputBytes: OUTPUT_CAP, timeoutMs, signal }
  const mark = newMark()
  const { stdout } = await link.script(`mark=${mark}\n${script}`, args, options)
  return parseFrames(stdout, mark, link.agent)
}

/** Looks at the machine in one round trip. Throws `agent-not-found` where no unit runs an agent. */
export async function survey(link: Link, agent: Agent): Promise<Survey> {
  const startedAt = Date.now()
  const frames = await framed(link, SURVEY_SCRIPT, [])
  const endedAt = Date.now()
  const [clock = '', names = '', libc] = linesOf(frames, 'machine')
  const [hostname = '', kernel = '', machine = ''] = names.split(' ')
  // Taken first and last, so that the ways there and back weigh against each other.
  const offsets = [
    milliseconds(clock, agent.name) - startedAt,
    milliseconds(textOf(frames, 'clock'), agent.name) - endedAt,
  ] as const
  const units = frames.filter(({ kind }) => kind === 'unit').map(({ content }) => `${content}`)
  const unit = chooseUnit(units.map(parseUnit))
  if (!unit) throw noUnit(agent, frames)
  return {
    clockOffsetMs: Math.round((offsets[0] + offsets[1]) / 2),
    hostname,
    kernel,
    machine,
    glibc: libc?.replace(/^glibc /, ''),
    mounts: parseMounts(textOf(frames, 'mounts')),
    builds: linesOf(frames, 'builds').flatMap(parseChecksum),
    unit,
    otherUnits: units.map((text) => parseUnit(text).name).filter((name) => name !== unit.name),
    files: sourceFiles(frames, agent.name),
    processStartedAt:
      milliseconds(clock, agent.name) / 1000 -
      Number(textOf(frames, 'uptime')) +
      unit.startedAt / 1e6,
    process: agentProcess(
      textOf(frames, 'cmdline', unit.name),
      textOf(frames, 'environ', unit.name),
    ),
    unread: bySubject(frames, 'unread'),
    managers: {
      programs: linesOf(frames, 'managers'),
      catalogs: bySubject(frames, 'catalog'),
      replaced: bySubject(frames, 'replaced'),
    },
    mapped: mappedFiles(textOf(frames, 'maps', unit.name)),
  }
}

function bySubject(frames: readonly Frame[], kind: string): Map<string, string[]> {
  const wanted = frames.filter((frame) => frame.kind === kind)
  return new Map(wanted.map(({ subject }) => [subject, linesOf(wanted, kind, subject)]))
}

/** The output of `date +%s%N`. */
export function milliseconds(clock: string, agent: string): number {
  if (!/^\d{13,20}\n?$/.test(clock)) throw unreadable(agent, `not a clock: ${clock.slice(0, 40)}`)
  return Number(clock) / 1e6
}

/** A line of sha256sum; one that starts with a backslash has an odd name and is none of ours. */
function parseChecksum(line: string): { path: string; sha256: string }[] {
  const match = /^([0-9a-f]{64}) [ *](\/.*)$/.exec(line)
  return match ? [{ sha256: match[1] ?? '', path: match[2] ?? '' }] : []
}

function noUnit(agent: Agent, frames: readonly Frame[]): Failure {
  const lacks = frames.filter(({ kind }) => kind === 'lacks').map(({ subject }) => subject)
  if (lacks.length > 0) {
    return new Failure({
      code: 'agent-not-found',
      message: `${agent.name} has no ${lacks.join(' and no ')}, with which its units are looked through.`,
      agent: agent.name,
      advice: 'Install it: Quotadeck manages agents that systemd runs.',
    })
  }
  return new Failure({
    code: 'agent-not-found',
    message: `${agent.name} has no systemd unit that runs a Mesos agent.`,
    agent: agent.name,
    advice: 'Check the address; look at `systemctl list-units` on the machine for the agent.',
  })
}

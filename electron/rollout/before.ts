import { requestRestart } from '../agent/changes/service.ts'
import { revertChanges, type WrittenChange } from '../agent/changes/write-changes.ts'
import { httpAddress } from '../agent/flags/flag-values.ts'
import { ownModule } from '../agent/manifest/own-module.ts'
import type { Snapshot } from '../agent/observe/observe.ts'
import { type Probe, type ProbeTarget, probe } from '../agent/observe/probe.ts'
import type { Agent } from '../contract/agent.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { ManifestModule } from '../contract/observation.ts'
import type { Gate } from '../contract/rollout.ts'
import type { Project } from '../contract/usage.ts'
import type { Link } from '../link/link.ts'
import { parseStatus } from '../usage/status.ts'
import type { GateGoal } from './gates.ts'
import { passGates } from './pass-gates.ts'

export interface Timing {
  /** For all gates of one restart, ms. */
  readonly gatesMs: number
  /** How long an agent must stay healthy, ms. */
  readonly healthyMs: number
}

export const defaultTiming: Timing = { gatesMs: 180_000, healthyMs: 5000 }

/** What was there before anything was changed. */
export interface Before {
  readonly snapshot: Snapshot
  readonly look: Probe
  readonly projects: readonly Project[]
  readonly target: ProbeTarget
}

/** What is wanted of an agent after its restart. */
export type Wanted = Pick<GateGoal, 'libraryPath' | 'hooks' | 'ownHook'>

export async function lookBefore(
  link: Link,
  agent: Agent,
  snapshot: Snapshot,
  signal?: AbortSignal,
): Promise<Before> {
  const bare: ProbeTarget = {
    unit: snapshot.unit.name,
    ...httpAddress(snapshot.configured),
    statusFile: agent.statusFile,
    folders: [],
  }
  const look = await probe(link, bare, signal)
  const projects = projectsIn(look)
  const folders = projects.filter(({ state }) => state === 'active').map(({ path }) => path)
  return { snapshot, look, projects, target: { ...bare, folders } }
}

/** A status file that cannot be read tells of no containers; the gates will wait for a good one. */
function projectsIn({ status, unit }: Probe): readonly Project[] {
  if (!status) return []
  try {
    const parsed = parseStatus(status)
    return parsed.pid === unit.mainPid ? parsed.projects : []
  } catch {
    return []
  }
}

export interface Restart {
  readonly link: Link
  readonly before: Before
  readonly timing: Timing
  readonly onGates?: (gates: Gate[]) => void
  readonly signal?: AbortSignal
}

/** Waits for the gates after a restart that has been asked for. */
export function proveRestart(
  restart: Restart,
  wanted: Wanted,
  from: Pick<Probe, 'unit' | 'agentNowMs'>,
): Promise<Gate[]> {
  const { link, before, timing, onGates = () => undefined, signal } = restart
  const goal: GateGoal = {
    ...wanted,
    startedBefore: from.unit.startedAt,
    agentId: before.snapshot.observation.agentId,
    registeredBefore: before.look.registered,
    projects: before.projects,
    healthyMs: timing.healthyMs,
  }
  const run = { link, target: before.target, goal, deadlineMs: timing.gatesMs, onGates, signal }
  return passGates(run, from.agentNowMs)
}

/**
 * What the agent's files said before. Not what it ran: after a restart with these files it runs
 * with them, also where a restart had been owed.
 */
export function wantedBefore({ snapshot }: Before): Wanted {
  const { hooks, manifest } = snapshot.observation
  return wantedOf(hooks, manifest?.modules ?? [])
}

/** What these hooks and modules come to on an agent that runs with them. */
export function wantedOf(
  hooks: readonly string[] | undefined,
  modules: readonly ManifestModule[],
): Wanted {
  const own = ownModule(modules)
  return {
    libraryPath: own?.library,
    hooks: hooks && hooks.length > 0 ? hooks.join(',') : undefined,
    ownHook: own !== undefined && hooks?.includes(own.name) === true,
  }
}

/** Puts files back and asks for a restart with them; returns the look that the restart is from. */
export async function putBack(
  { link, before }: Restart,
  done: readonly WrittenChange[],
): Promise<Probe> {
  await revertChanges(link, done)
  const look = await probe(link, before.target)
  await requestRestart(link, before.target.unit)
  return look
}

/** For an agent that could be brought neither forward nor back. */
export function notBroughtBack(link: Link, unit: string, first: Failure, error: unknown): Failure {
  const second = toFailure(error, link.agent)
  return new Failure(
    {
      code: 'rollback-failed',
      message: `${link.agent} could not be brought back: ${second.message} It was being brought back because: ${first.message}`,
      agent: link.agent,
      changed: `Files may be changed and ${unit} may be down.`,
      advice: `Log in, compare the files with /var/lib/quotadeck/backups, then restart ${unit}.`,
      evidence: [first.data.evidence, second.data.evidence].filter(Boolean).join('\n'),
    },
    { cause: error },
  )
}

import type { Probe } from '../agent/observe/probe.ts'
import { type Gate, gateNames } from '../contract/rollout.ts'
import type { Project, Status } from '../contract/usage.ts'
import { isStale } from '../usage/status.ts'

/** What an agent must come to after a restart. */
export interface GateGoal {
  /** `startedAt` of the unit before the restart. */
  readonly startedBefore: number
  /** The library that must be mapped; undefined: none of ours is wanted. */
  readonly libraryPath: string | undefined
  /** The --hooks value. */
  readonly hooks: string | undefined
  /** Whether our hook is among `hooks`, so that it writes the status file. */
  readonly ownHook: boolean
  readonly agentId: string | undefined
  /** Whether it was registered before; undefined: could not be asked. */
  readonly registeredBefore: boolean | undefined
  /** Containers that the status file told of before. */
  readonly projects: readonly Project[]
  /** How long all other gates must hold, ms. */
  readonly healthyMs: number
}

/** What earlier looks have shown; start with `{}` and pass on what `judge` returns. */
export interface GateMemory {
  /** The first process seen after the restart. */
  readonly pid?: number
  /** Since when all other gates have held, on the agent's clock. */
  readonly healthySince?: number
}

/** A look at the agent, with the status file as far as it could be read. */
export interface Look extends Probe {
  readonly statusRead: { readonly status: Status } | { readonly reason: string }
}

type Verdict = Pick<Gate, 'outcome' | 'evidence'>

/** What every gate says after one more look. Pure; a gate that failed will not pass any more. */
export function judge(
  goal: GateGoal,
  look: Look,
  memory: GateMemory,
): { gates: Gate[]; memory: GateMemory } {
  const unit = unitActive(goal, look, memory)
  const started = unit.outcome === 'passed'
  const pid = started ? look.unit.mainPid : memory.pid
  const others: Record<string, Verdict> = { 'unit-active': unit }
  others['library-mapped'] = started
    ? libraryMapped(goal, look)
    : waiting('The unit is not up yet.')
  others['hooks-shown'] = started ? hooksShown(goal, look) : waiting('The unit is not up yet.')
  others.recovered = started ? recovered(goal, look) : waiting('The unit is not up yet.')
  others['status-fresh'] = started ? statusFresh(goal, look) : waiting('The unit is not up yet.')
  others['containers-kept'] = containersKept(goal, look, others['status-fresh'])
  const settled = Object.values(others).every(isSettled)
  const healthySince = settled ? (memory.healthySince ?? look.agentNowMs) : undefined
  others['stays-healthy'] = staysHealthy(goal, look, healthySince)
  const gates = gateNames.map((name) => ({ name, ...(others[name] ?? waiting('')) }))
  return { gates, memory: { pid, healthySince } }
}

/** Every gate as it stands before the restart. */
export function waitingGates(): Gate[] {
  return gateNames.map((name) => ({ name, ...waiting('') }))
}

function isSettled({ outcome }: Verdict): boolean {
  return outcome === 'passed' || outcome === 'unchecked'
}

const waiting = (evidence: string): Verdict => ({ outcome: 'waiting', evidence })
const passed = (evidence: string): Verdict => ({ outcome: 'passed', evidence })
const failed = (evidence: string): Verdict => ({ outcome: 'failed', evidence })
const unchecked = (evidence: string): Verdict => ({ outcome: 'unchecked', evidence })

/** An agent that ends at start-up is seen in its first second, not at the deadline. */
function unitActive(goal: GateGoal, { unit }: Look, memory: GateMemory): Verdict {
  const state = `${unit.name} is ${unit.activeState} (${unit.subState}), MainPID ${unit.mainPid}`
  if (memory.pid !== undefined && memory.pid !== unit.mainPid) {
    return failed(`The agent ended: MainPID was ${memory.pid}; ${state}.`)
  }
  if (unit.startedAt === goal.startedBefore) return waiting(`${state}: not restarted yet.`)
  if (unit.activeState === 'failed' || unit.subState === 'auto-restart') {
    return failed(`The agent ended at start-up: ${state}.`)
  }
  if (unit.activeState !== 'active' || unit.mainPid === 0) return waiting(`${state}.`)
  return passed(`${state}.`)
}

function libraryMapped({ libraryPath }: GateGoal, look: Look): Verdict {
  if (libraryPath === undefined) return unchecked('No library of ours is wanted.')
  const { mainPid } = look.unit
  if (look.mapped.includes(libraryPath)) return passed(`${mainPid} has mapped ${libraryPath}.`)
  const evidence = `${mainPid} has not mapped ${libraryPath}.`
  // Modules are loaded before hooks are shown with them and before recovery.
  return 'id' in look.state ? failed(evidence) : waiting(evidence)
}

function hooksShown(goal: GateGoal, look: Look): Verdict {
  if ('reason' in look.hooks) {
    const evidence = `/flags ${look.hooks.reason}.`
    return look.http === 'refuses' ? unchecked(evidence) : waiting(evidence)
  }
  const shown = `/flags shows hooks=${look.hooks.value ?? '(none)'}`
  if (look.hooks.value === goal.hooks) return passed(`${shown}.`)
  return failed(`${shown}, wanted is ${goal.hooks ?? '(none)'}.`)
}

function recovered(goal: GateGoal, look: Look): Verdict {
  if ('reason' in look.state) {
    const evidence = `/state ${look.state.reason}.`
    return look.http === 'refuses' ? unchecked(evidence) : waiting(evidence)
  }
  const { id } = look.state
  const registered = registration(goal, look)
  if (!id) return waiting('/state shows no agent id yet.')
  if (goal.agentId !== undefined && id !== goal.agentId) {
    return failed(`The agent came back as ${id}; it was ${goal.agentId}.`)
  }
  return { ...registered, evidence: `Recovered as ${id}; ${registered.evidence}` }
}

/** Without a master an agent is never registered: that is then no fault of the build. */
function registration({ registeredBefore }: GateGoal, { registered }: Look): Verdict {
  if (registered) return passed('registered.')
  if (registered === undefined) return unchecked('slave/registered could not be read.')
  if (registeredBefore === false) return passed('not registered, as before the restart.')
  return waiting('not registered yet.')
}

function statusFresh(goal: GateGoal, look: Look): Verdict {
  if (!goal.ownHook) return unchecked('Our hook is not in --hooks, so it writes no status file.')
  if ('reason' in look.statusRead) return waiting(look.statusRead.reason)
  const { status } = look.statusRead
  const age = Math.round(look.agentNowMs - status.writtenAtMs)
  const evidence = `Written ${age} ms ago by ${status.pid}, number ${status.sequence}`
  if (status.pid !== look.unit.mainPid)
    return waiting(`${evidence}; MainPID is ${look.unit.mainPid}.`)
  if (isStale(status, look.agentNowMs)) return waiting(`${evidence}: too old.`)
  return passed(`${evidence}.`)
}

/** Every container that was followed before and whose directory is still there. */
function containersKept(goal: GateGoal, look: Look, fresh: Verdict | undefined): Verdict {
  const before = goal.projects.filter(
    ({ state, path }) => state === 'active' && look.foldersThere.has(path),
  )
  if (before.length === 0) return passed('No container was followed before that is still there.')
  if (!goal.ownHook) return unchecked('Our hook is not in --hooks any more.')
  if (fresh?.outcome !== 'passed' || 'reason' in look.statusRead) {
    return waiting('Waiting for the status file.')
  }
  const after = new Map(look.statusRead.status.projects.map((project) => [project.path, project]))
  const lost = before.flatMap((project) => difference(project, after.get(project.path)) ?? [])
  if (lost.length > 0) return failed(lost.join(' '))
  return passed(`${before.length} of ${before.length} have the same project and limit.`)
}

function difference(before: Project, after: Project | undefined): string | undefined {
  const { containerName, id, hardLimitBytes } = before
  if (!after) return `${containerName} is not followed any more.`
  if (after.id !== id) return `${containerName} had project ${id} and has ${after.id}.`
  if (after.hardLimitBytes === hardLimitBytes) return undefined
  return `${containerName} had a limit of ${hardLimitBytes} bytes and has ${after.hardLimitBytes}.`
}

function staysHealthy(goal: GateGoal, look: Look, since: number | undefined): Verdict {
  if (since === undefined) return waiting('Waiting for the other gates.')
  const held = look.agentNowMs - since
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
  if (held < goal.healthyMs) {
    return waiting(`Healthy for ${seconds(held)} of ${seconds(goal.healthyMs)}.`)
  }
  return passed(`Healthy for ${seconds(held)} with MainPID ${look.unit.mainPid}.`)
}

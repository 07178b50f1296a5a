import { contentHash } from '../agent/digest.ts'
import { formatHooks } from '../agent/hooks.ts'
import { installBuild, removeStaged, stagingPath, verifyBuild } from '../agent/install-build.ts'
import { httpAddress, type Snapshot, takeSnapshot } from '../agent/observe.ts'
import { type Probe, type ProbeTarget, probe } from '../agent/probe.ts'
import { requestRestart } from '../agent/service.ts'
import { revertChanges, writeChanges } from '../agent/write-changes.ts'
import type { Agent } from '../contract/agent.ts'
import type { FileChange } from '../contract/change.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { BuildFacts } from '../contract/observation.ts'
import type { AgentPlan, RolloutRequest } from '../contract/rollout.ts'
import type { Project } from '../contract/usage.ts'
import type { Link } from '../link/link.ts'
import { parseStatus } from '../usage/status.ts'
import type { GateGoal } from './gates.ts'
import { passGates } from './pass-gates.ts'
import { essence, planAgent, wantedHooks } from './plan.ts'
import type { Progress } from './progress.ts'

export interface Timing {
  /** For all gates of one restart, ms. */
  readonly gatesMs: number
  /** How long an agent must stay healthy, ms. */
  readonly healthyMs: number
}

export const defaultTiming: Timing = { gatesMs: 180_000, healthyMs: 5000 }

/** All that one agent's part of a rollout needs. */
export interface AgentTask {
  readonly agent: Agent
  readonly link: Link
  readonly request: RolloutRequest
  readonly build: BuildFacts
  readonly content: Buffer
  readonly planned: AgentPlan
  readonly timing: Timing
  readonly progress: Progress
  readonly signal?: AbortSignal
}

/** What was there before anything was changed. */
interface Before {
  readonly snapshot: Snapshot
  readonly look: Probe
  readonly projects: readonly Project[]
  readonly target: ProbeTarget
}

/** Carries one agent's plan out, or brings the agent back to what it had. Never throws. */
export async function runAgent(task: AgentTask): Promise<void> {
  const { progress } = task
  progress.begin()
  let before: Before
  try {
    before = await prepare(task)
    await deliver(task, before)
  } catch (error) {
    const failure = toFailure(error, task.agent.name)
    progress.end(stateWithoutChange(failure), failure)
    return
  }
  const done: FileChange[] = []
  let restarted = false
  try {
    await writeFiles(task, before, done)
    await progress.step('restart', async () => {
      restarted = true
      await requestRestart(task.link, before.target.unit)
      return `${before.target.unit}: restart asked for`
    })
    await progress.step('gates', () => gates(task, before, afterGoal(task, before)))
    progress.end('succeeded')
  } catch (error) {
    await rollBack(task, before, done, restarted, toFailure(error, task.agent.name))
  }
}

function stateWithoutChange({ data }: Failure): 'refused' | 'unreachable' | 'failed' {
  if (data.code === 'plan-stale' || data.code === 'build-refused') return 'refused'
  return /^(connection|address|host-key|login)/.test(data.code) ? 'unreachable' : 'failed'
}

/** Looks again: the plan must still be what the agent gives. */
async function prepare(task: AgentTask): Promise<Before> {
  const { agent, link, progress } = task
  let before: Before | undefined
  await progress.step('preflight', async () => {
    const snapshot = await takeSnapshot(link, agent)
    const plan = planAgent(task.request, task.build, snapshot)
    if (contentHash(essence(plan)) !== contentHash(essence(task.planned))) throw stale(agent.name)
    before = await lookBefore(task, snapshot)
    const { mesosVersion, machine, glibc } = snapshot.observation
    return `Mesos ${mesosVersion}, ${machine}, glibc ${glibc ?? 'unknown'}`
  })
  if (!before) throw new Error('preflight gave nothing')
  return before
}

function stale(agent: string): Failure {
  return new Failure({
    code: 'plan-stale',
    message: `${agent} is no longer what the plan was made on.`,
    agent,
    advice: 'Plan the rollout again and look at what has changed.',
  })
}

async function lookBefore(task: AgentTask, snapshot: Snapshot): Promise<Before> {
  const bare: ProbeTarget = {
    unit: snapshot.unit.name,
    ...httpAddress(snapshot.configured),
    statusFile: task.agent.statusFile,
    folders: [],
  }
  const look = await probe(task.link, bare, task.signal)
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

/** Upload, verify, install: none of it changes what the agent runs. */
async function deliver(task: AgentTask, { snapshot }: Before): Promise<void> {
  const { link, progress, build, planned, content, signal } = task
  const { libraryPath } = planned
  const there = snapshot.observation.installedBuilds.some(
    ({ path, sha256 }) => path === libraryPath && sha256 === build.sha256,
  )
  if (there) {
    progress.skip('upload', 'The build is there already.')
    await progress.step('verify', async () => {
      await verifyBuild(link, libraryPath, build.sha256)
      return `sha256 ${build.sha256.slice(0, 12)} on the agent`
    })
    progress.skip('install', libraryPath)
    return
  }
  const staged = stagingPath(libraryPath)
  const kib = (bytes: number): number => Math.ceil(bytes / 1024)
  try {
    await progress.step('upload', async () => {
      await link.upload(staged, content, {
        privileged: true,
        mode: 0o755,
        sha256: build.sha256,
        signal,
        onProgress: (sent, total) =>
          progress.detail('upload', `uploaded ${kib(sent)} of ${kib(total)} KiB`),
      })
      return `uploaded ${kib(content.length)} KiB`
    })
    await progress.step('verify', async () => {
      await verifyBuild(link, staged, build.sha256)
      return `sha256 ${build.sha256.slice(0, 12)} on the agent`
    })
    await progress.step('install', async () => {
      await installBuild(link, libraryPath)
      return libraryPath
    })
  } catch (error) {
    // The first failure is the one to tell; what is staged is in nobody's way.
    await removeStaged(link, libraryPath).catch(() => undefined)
    throw error
  }
}

/** Writes manifest, then flags; `done` gets each change as soon as it stands. */
async function writeFiles(task: AgentTask, { snapshot }: Before, done: FileChange[]) {
  const { progress, planned, link, signal } = task
  const isManifest = ({ path }: FileChange): boolean =>
    path.endsWith('.json') || path === snapshot.observation.manifest?.path
  for (const [name, files] of [
    ['manifest', planned.files.filter(isManifest)],
    ['hooks', planned.files.filter((file) => !isManifest(file))],
  ] as const) {
    if (files.length === 0) {
      progress.skip(name, 'as wanted already')
      continue
    }
    await progress.step(name, async () => {
      signal?.throwIfAborted()
      await writeChanges(link, files, signal)
      done.push(...files)
      return files.map(({ path }) => path).join(', ')
    })
  }
}

function afterGoal(task: AgentTask, { snapshot, look, projects }: Before): GateGoal {
  return {
    startedBefore: look.unit.startedAt,
    libraryPath: task.planned.libraryPath,
    hooks: formatHooks(wantedHooks(task.request, task.build, snapshot)),
    ownHook: true,
    agentId: snapshot.observation.agentId,
    registeredBefore: look.registered,
    projects,
    healthyMs: task.timing.healthyMs,
  }
}

/** The agent as it ran before: its hooks, and a library of ours if it had one. */
function beforeGoal(task: AgentTask, before: Before, startedBefore: number): GateGoal {
  const { runningBuild, runningHooks } = before.snapshot.observation
  return {
    ...afterGoal(task, before),
    startedBefore,
    libraryPath: runningBuild?.path,
    hooks: runningHooks && formatHooks(runningHooks),
    ownHook:
      runningBuild !== undefined && task.build.modules.some((name) => runningHooks?.includes(name)),
  }
}

async function gates(task: AgentTask, before: Before, goal: GateGoal): Promise<string> {
  const { link, progress, timing, signal } = task
  const since = before.look.agentNowMs
  const run = { link, target: before.target, goal, deadlineMs: timing.gatesMs, signal }
  const passed = await passGates({ ...run, onGates: (state) => progress.gates(state) }, since)
  const unchecked = passed.filter(({ outcome }) => outcome === 'unchecked')
  const count = passed.length - unchecked.length
  const rest = unchecked.map(({ name }) => name).join(', ')
  return rest ? `${count} passed; not checked: ${rest}` : `all ${count} passed`
}

/** Puts back the files and, if the agent had been restarted, restarts it with them. */
async function rollBack(
  task: AgentTask,
  before: Before,
  done: readonly FileChange[],
  restarted: boolean,
  failure: Failure,
): Promise<void> {
  const { progress, link, agent, planned } = task
  const { unit } = before.target
  try {
    let startedBefore = 0
    let since = 0
    await progress.step('rollback', async () => {
      await revertChanges(link, done)
      if (!restarted) return 'files put back; the agent was not restarted'
      const look = await probe(link, before.target)
      startedBefore = look.unit.startedAt
      since = look.agentNowMs
      await requestRestart(link, unit)
      return 'files put back, restart asked for'
    })
    if (restarted) {
      await progress.step('rollback-gates', async () => {
        const goal = beforeGoal(task, before, startedBefore)
        const run = { link, target: before.target, goal, deadlineMs: task.timing.gatesMs }
        const passed = await passGates({ ...run, onGates: () => undefined }, since)
        return passed.find(({ name }) => name === 'stays-healthy')?.evidence ?? ''
      })
    }
    const changed = restarted
      ? `All files were put back and ${agent.name} runs again with what it had; the build lies unused at ${planned.libraryPath}.`
      : `All files were put back and ${agent.name} was not restarted; the build lies unused at ${planned.libraryPath}.`
    progress.end('rolled-back', failure.with({ changed }))
  } catch (error) {
    progress.end('failed', notRolledBack(agent.name, unit, failure, toFailure(error, agent.name)))
  }
}

function notRolledBack(agent: string, unit: string, first: Failure, second: Failure): Failure {
  return new Failure(
    {
      code: 'rollback-failed',
      message: `${agent} could not be brought back: ${second.message} It was being brought back because: ${first.message}`,
      agent,
      changed: `Files may be changed and ${unit} may be down. ${second.data.changed}`,
      advice: `Log in, compare the files with /var/lib/quotadeck/backups, then restart ${unit}.`,
      evidence: [first.data.evidence, second.data.evidence].filter(Boolean).join('\n'),
    },
    { cause: second },
  )
}

import { contentHash } from '../agent/ask/digest.ts'
import {
  installBuild,
  removeStaged,
  stagingPath,
  verifyBuild,
} from '../agent/builds/install-build.ts'
import { operator } from '../agent/changes/operator.ts'
import { requestRestart } from '../agent/changes/service.ts'
import { revertChanges, type WrittenChange, writeChanges } from '../agent/changes/write-changes.ts'
import { formatNames } from '../agent/mesos/name-list.ts'
import { takeSnapshot } from '../agent/observe/observe.ts'
import type { Probe } from '../agent/observe/probe.ts'
import type { Agent } from '../contract/agent.ts'
import type { BackupOrigin } from '../contract/backup.ts'
import type { FileChange } from '../contract/change.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { BuildFacts } from '../contract/observation.ts'
import type { AgentPlan, Gate, RolloutRequest } from '../contract/rollout.ts'
import type { Link } from '../link/link.ts'
import {
  type Before,
  lookBefore,
  notBroughtBack,
  proveRestart,
  putBack,
  type Timing,
  type Wanted,
  wantedBefore,
} from './before.ts'
import { essence, isInstalled, planAgent, wantedHooks } from './plan.ts'
import type { Progress } from './progress.ts'

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

/** Carries one agent's plan out, or brings the agent back to what it had. Never throws. */
export async function runAgent(task: AgentTask): Promise<void> {
  const { progress } = task
  progress.begin()
  let before: Before
  try {
    before = await prepare(task)
    await deliver(task, before)
  } catch (error) {
    const failure = asFailure(task, error)
    progress.end(stateWithoutChange(failure), failure)
    return
  }
  const done: WrittenChange[] = []
  let restarted = false
  try {
    await writeFiles(task, before, done)
    await progress.step('restart', async () => {
      restarted = true
      await requestRestart(task.link, before.target.unit)
      return `${before.target.unit}: restart asked for`
    })
    await progress.step('gates', () => gates(task, before))
    progress.end('succeeded')
  } catch (error) {
    await rollBack(task, before, done, restarted, asFailure(task, error))
  }
}

/** What an abort breaks off ends in all kinds of errors. */
function asFailure({ agent, signal }: AgentTask, error: unknown): Failure {
  if (!signal?.aborted) return toFailure(error, agent.name)
  return new Failure(
    {
      code: 'cancelled',
      message: `The rollout was stopped while it was at ${agent.name}.`,
      agent: agent.name,
      advice: 'Roll out again to go on.',
    },
    { cause: error },
  )
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
    before = await lookBefore(link, agent, snapshot, task.signal)
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

/** Upload, verify, install: none of it changes what the agent runs. */
async function deliver(task: AgentTask, { snapshot }: Before): Promise<void> {
  const { link, progress, build, planned, content, signal } = task
  const { libraryPath } = planned
  if (isInstalled(snapshot, libraryPath, build.sha256)) {
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
async function writeFiles(task: AgentTask, { snapshot }: Before, done: WrittenChange[]) {
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
      done.push(...(await writeChanges(link, files, originOf(task), signal)))
      return files.map(({ path }) => path).join(', ')
    })
  }
}

function originOf({ planned }: AgentTask): BackupOrigin {
  return { by: operator(), reason: 'rollout', plan: contentHash(essence(planned)) }
}

function wantedAfter({ request, build, planned }: AgentTask, { snapshot }: Before): Wanted {
  const hooks = formatNames('hooks', wantedHooks(request, build, snapshot))
  return { libraryPath: planned.libraryPath, hooks, ownHook: true }
}

async function gates(task: AgentTask, before: Before): Promise<string> {
  const { link, progress, timing, signal } = task
  const onGates = (state: Gate[]): void => progress.gates(state)
  const restart = { link, before, timing, signal, onGates }
  const passed = await proveRestart(restart, wantedAfter(task, before), before.look)
  const unchecked = passed.filter(({ outcome }) => outcome === 'unchecked')
  const count = passed.length - unchecked.length
  const rest = unchecked.map(({ name }) => name).join(', ')
  return rest ? `${count} passed; not checked: ${rest}` : `all ${count} passed`
}

/** Puts back the files and, if the agent had been restarted, restarts it with them. */
async function rollBack(
  task: AgentTask,
  before: Before,
  done: readonly WrittenChange[],
  restarted: boolean,
  failure: Failure,
): Promise<void> {
  const { progress, link, agent, planned, timing } = task
  const unused = `the build lies unused at ${planned.libraryPath}.`
  try {
    if (restarted) {
      let from: Probe | undefined
      await progress.step('rollback', async () => {
        from = await putBack({ link, before, timing }, done)
        return 'files put back, restart asked for'
      })
      await progress.step('rollback-gates', async () => {
        const restart = { link, before, timing }
        const passed = await proveRestart(restart, wantedBefore(before), from ?? before.look)
        return passed.find(({ name }) => name === 'stays-healthy')?.evidence ?? ''
      })
      const changed = `All files were put back and ${agent.name} runs again with what it had; ${unused}`
      progress.end('rolled-back', failure.with({ changed }))
    } else {
      await progress.step('rollback', async () => {
        await revertChanges(link, done)
        return 'files put back; the agent was not restarted'
      })
      const changed = `All files were put back and ${agent.name} was not restarted; ${unused}`
      progress.end('rolled-back', failure.with({ changed }))
    }
  } catch (error) {
    progress.end('failed', notBroughtBack(link, before.target.unit, failure, error))
  }
}

import { lookUpLibraries } from '../agent/libraries.ts'
import { modulesOf } from '../agent/manifest.ts'
import { readManifest } from '../agent/manifest-rules.ts'
import { type Snapshot, takeSnapshot } from '../agent/observe.ts'
import { type FindLibrary, planChange, unknownLibraries } from '../agent/plan-change.ts'
import { requestRestart } from '../agent/service.ts'
import { writeChanges } from '../agent/write-changes.ts'
import type { Agent } from '../contract/agent.ts'
import type { ChangePlan, Edit } from '../contract/change.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { BuildFacts } from '../contract/observation.ts'
import type { Link } from '../link/link.ts'
import {
  defaultTiming,
  lookBefore,
  notBroughtBack,
  proveRestart,
  putBack,
  type Timing,
  type Wanted,
  wantedBefore,
  wantedOf,
} from './before.ts'

export interface PreparedChange {
  readonly snapshot: Snapshot
  readonly plan: ChangePlan
}

/** Looks at the agent and plans an edit on what is there. `builds` are those whose facts are known. */
export async function prepareChange(
  link: Link,
  agent: Agent,
  edit: Edit,
  builds: readonly BuildFacts[],
): Promise<PreparedChange> {
  const snapshot = await takeSnapshot(link, agent)
  const looked = await lookUpLibraries(link, unknownLibraries(snapshot, edit.manifest ?? '{}'))
  const find: FindLibrary = (path) => known(snapshot, builds, path) ?? looked.get(path)?.facts
  return { snapshot, plan: planChange(snapshot, edit, find) }
}

function known(snapshot: Snapshot, builds: readonly BuildFacts[], path: string) {
  const installed = snapshot.observation.installedBuilds.find((each) => each.path === path)
  const build = builds.find(({ sha256 }) => sha256 === installed?.sha256)
  return build && ({ state: 'known', ...build } as const)
}

export interface ChangeRun {
  readonly link: Link
  readonly agent: Agent
  readonly edit: Edit
  /** Of the plan that the operator has seen. */
  readonly hash: string
  readonly restart: boolean
  readonly builds: readonly BuildFacts[]
  readonly timing?: Timing
}

/**
 * Writes an edit and, if asked to, restarts the agent and waits for the gates. An agent that does
 * not pass them gets its files back and is restarted with them; the failure says so.
 */
export async function applyChange(
  run: ChangeRun,
): Promise<{ written: string[]; restarted: boolean }> {
  const { link, agent, edit, builds } = run
  const prepared = await prepareChange(link, agent, edit, builds)
  const { plan, snapshot } = prepared
  if (plan.hash !== run.hash) throw stale(agent.name)
  if (!plan.prediction.starts) throw wouldNotStart(agent.name, plan.prediction.error)
  const restart = run.restart && plan.restartNeeded
  const before = restart ? await lookBefore(link, agent, snapshot) : undefined
  await writeChanges(link, plan.files)
  if (before) {
    const context = { link, before, timing: run.timing ?? defaultTiming }
    try {
      await requestRestart(link, before.target.unit)
      await proveRestart(context, wantedAfter(prepared, edit), before.look)
    } catch (error) {
      const failure = toFailure(error, agent.name)
      try {
        const from = await putBack(context, plan.files)
        await proveRestart(context, wantedBefore(before), from)
      } catch (second) {
        throw notBroughtBack(link, before.target.unit, failure, second)
      }
      throw failure.with({ changed: 'The files were put back and the agent runs with them again.' })
    }
  }
  return { written: plan.files.map(({ path }) => path), restarted: restart }
}

function wantedAfter({ snapshot }: PreparedChange, edit: Edit): Wanted {
  const { hooks, manifest } = snapshot.observation
  const result = readManifest(edit.manifest ?? manifest?.text ?? '{}')
  const modules = result.ok ? modulesOf(result.libraries) : []
  return wantedOf(edit.hooks ?? hooks, modules)
}

function stale(agent: string): Failure {
  return new Failure({
    code: 'plan-stale',
    message: `${agent} is no longer what the change was planned on.`,
    agent,
    advice: 'Look at the new plan and apply that.',
  })
}

function wouldNotStart(agent: string, error: string): Failure {
  return new Failure({
    code: 'input-invalid',
    message: `${agent} would not start with this. It would exit with: ${error}`,
    agent,
    advice: 'Correct the manifest or the list of hooks.',
  })
}

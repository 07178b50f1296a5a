import { contentHash } from '../agent/ask/digest.ts'
import { planChange } from '../agent/changes/plan-change.ts'
import { preflight } from '../agent/changes/preflight.ts'
import { withLibrary } from '../agent/manifest/manifest.ts'
import type { LibraryFacts } from '../agent/manifest/predict.ts'
import { addName } from '../agent/mesos/name-list.ts'
import { libraryPathFor } from '../agent/observe/libraries.ts'
import type { Snapshot } from '../agent/observe/observe.ts'
import type { ChangePlan } from '../contract/change.ts'
import { Failure, type FailureData, toFailure } from '../contract/failure.ts'
import type { BuildFacts } from '../contract/observation.ts'
import type { AgentPlan, RolloutPlan, RolloutRequest } from '../contract/rollout.ts'

/** An agent as it was seen, or why it could not be. */
export type Sighting =
  | { readonly agent: string; readonly snapshot: Snapshot }
  | { readonly agent: string; readonly failure: FailureData }

/**
 * What a rollout would do on every agent. Pure: the same request, build and sightings give the
 * same plan and hash.
 */
export function planRollout(
  request: RolloutRequest,
  build: BuildFacts,
  sightings: readonly Sighting[],
): RolloutPlan {
  const agents = sightings.map((sighting) =>
    'snapshot' in sighting
      ? planAgent(request, build, sighting.snapshot)
      : notSeen(build, sighting.agent, sighting.failure),
  )
  return { hash: contentHash({ build: build.sha256, agents: agents.map(essence) }), build, agents }
}

/** What makes two plans for an agent the same; wordings and warnings do not. */
export function essence({ agent, verdict, libraryPath, files, failure }: AgentPlan) {
  return { agent, verdict, libraryPath, files, code: failure?.code }
}

/** Failures of the way to an agent; others are the agent's own fault. */
const WAY_CODES = /^(connection|address|host-key|login|sudo|command-timeout)/

function notSeen(build: BuildFacts, agent: string, failure: FailureData): AgentPlan {
  const verdict = WAY_CODES.test(failure.code) ? 'unreachable' : 'refused'
  return { ...emptyPlan(build, agent), verdict, failure }
}

function emptyPlan(build: BuildFacts, agent: string): AgentPlan {
  const libraryPath = libraryPathFor(build.sha256)
  return { agent, verdict: 'refused', libraryPath, files: [], summary: [], warnings: [] }
}

/** One agent's part of the plan. */
export function planAgent(
  request: RolloutRequest,
  build: BuildFacts,
  snapshot: Snapshot,
): AgentPlan {
  const { observation } = snapshot
  const empty = emptyPlan(build, observation.agent)
  const { refusal, warnings } = preflight(build, observation)
  const base = { ...empty, warnings: [...warnings] }
  if (refusal) return { ...base, failure: refusal.data }
  try {
    const change = planEdit(request, build, snapshot, base.libraryPath)
    if (!change.prediction.starts) throw wouldNotStart(observation.agent, change.prediction.error)
    const there = isInstalled(snapshot, base.libraryPath, build.sha256)
    const summary = [...(there ? [] : [`upload ${base.libraryPath}`]), ...change.summary]
    const verdict = isDone(snapshot, base.libraryPath, change) ? 'nothing' : 'change'
    return { ...base, verdict, files: change.files, summary }
  } catch (error) {
    return { ...base, failure: toFailure(error, observation.agent).data }
  }
}

function planEdit(
  request: RolloutRequest,
  build: BuildFacts,
  snapshot: Snapshot,
  libraryPath: string,
): ChangePlan {
  const module = ownModule(request, build, snapshot)
  const hooks = wantedHooks(request, build, snapshot)
  const manifest = withLibrary(snapshot.observation.manifest?.text ?? '', {
    file: libraryPath,
    module,
    names: build.modules,
    parameters: request.parameters ?? {},
  })
  if (!hooks.includes(module)) throw hookMissing(snapshot.observation.agent, module)
  const facts: LibraryFacts = {
    state: 'known',
    modules: build.modules,
    mesosVersion: build.mesosVersion,
  }
  const find = (path: string) => (path === libraryPath ? facts : undefined)
  return planChange(snapshot, { manifest, hooks }, find)
}

/** The --hooks list after the rollout: the one asked for, else ours at the end of what is there. */
export function wantedHooks(
  request: RolloutRequest,
  build: BuildFacts,
  snapshot: Snapshot,
): string[] {
  const module = ownModule(request, build, snapshot)
  return request.hooks ?? addName(snapshot.observation.hooks ?? [], module)
}

/** The name that our hook goes by here: as in the manifest, else in --hooks, else its first. */
function ownModule(request: RolloutRequest, build: BuildFacts, snapshot: Snapshot): string {
  const { manifest, hooks = [] } = snapshot.observation
  const used = [
    ...(manifest?.modules.map(({ name }) => name) ?? []),
    ...(request.hooks ?? []),
    ...hooks,
  ]
  return used.find((name) => build.modules.includes(name)) ?? build.modules[0] ?? ''
}

function hookMissing(agent: string, module: string): Failure {
  return new Failure({
    code: 'input-invalid',
    message: `The hooks asked for leave out ${module}, so the build would do nothing on ${agent}.`,
    agent,
    advice: `Put ${module} where it belongs in --hooks.`,
  })
}

function wouldNotStart(agent: string, error: string): Failure {
  return new Failure({
    code: 'build-refused',
    message: `${agent} would not start again. It would exit with: ${error}`,
    agent,
    advice: 'Correct the manifest or the list of hooks.',
  })
}

/** Whether the build lies at its place, with its content. */
export function isInstalled({ observation }: Snapshot, path: string, sha256: string): boolean {
  return observation.installedBuilds.some((each) => each.path === path && each.sha256 === sha256)
}

function isDone(snapshot: Snapshot, libraryPath: string, change: ChangePlan): boolean {
  const { runningBuild, restartOwed } = snapshot.observation
  return change.files.length === 0 && !restartOwed && runningBuild?.path === libraryPath
}

import { ownModule } from '../../agent/manifest/own-module.ts'
import type { Convergence, DriftAspect, Traits } from '../../contract/drift.ts'
import { Failure } from '../../contract/failure.ts'
import type { BuildFacts, Observation } from '../../contract/observation.ts'
import { differences } from './differences.ts'
import { OWN_LIBRARY, traitsOf } from './traits.ts'

/**
 * What brings agents to what the reference has: one rollout for those that lack its build, an edit
 * for those that differ in hooks, isolation or modules alone. Pure; carries nothing out. `builds` are those
 * that this console could roll out.
 */
export function converge(
  reference: Observation,
  agents: readonly Traits[],
  builds: readonly Pick<BuildFacts, 'sha256'>[],
): Convergence {
  if (reference.manifest?.error) throw unusable(reference)
  const model = traitsOf(reference)
  const steps = agents.map((traits) => stepFor(model, traits, reference))
  const rolledOut = steps.flatMap((step) => (step.rollout ? [step.agent] : []))
  const build = builds.find(({ sha256 }) => sha256.startsWith(model.build.configured ?? '-'))
  const missing = `the build ${model.build.configured} is not stored in this console: add its file`
  return {
    reference: reference.agent,
    rollout:
      build && rolledOut.length > 0
        ? { build: build.sha256, agents: rolledOut, ...wantedOf(reference) }
        : undefined,
    changes: steps.flatMap(({ agent, edit }) => (edit ? [{ agent, edit }] : [])),
    left: [
      ...steps.flatMap(({ left }) => left),
      ...(build ? [] : rolledOut.map((agent) => left(agent, 'build', missing))),
    ],
  }
}

interface Step {
  readonly agent: string
  readonly rollout?: boolean
  readonly edit?: Convergence['changes'][number]['edit']
  readonly left: Convergence['left']
}

function stepFor(model: Traits, traits: Traits, reference: Observation): Step {
  const { agent } = traits
  const found = new Set(differences(model, traits).map(({ aspect }) => aspect))
  const lefts = [
    ...(found.has('mesosVersion')
      ? [left(agent, 'mesosVersion', 'Mesos itself is brought up to date by its packages')]
      : []),
    ...(found.has('flagSource')
      ? [left(agent, 'flagSource', 'where flags live comes from how the agent was installed')]
      : []),
  ]
  if (model.build.configured && model.build.configured !== traits.build.configured)
    return { agent, rollout: true, left: [...lefts, ...othersLeft(model, traits)] }
  if (found.has('build') && traits.build.configured === model.build.configured)
    lefts.push(left(agent, 'build', 'it has the build and does not run it: restart the agent'))
  const edited = ['hooks', 'isolation', 'manifest'] as const
  if (!edited.some((aspect) => found.has(aspect))) return { agent, left: lefts }
  const edit = {
    ...(found.has('hooks') && { hooks: reference.hooks ?? [] }),
    ...(found.has('isolation') && { isolation: reference.isolation ?? [] }),
    ...(found.has('manifest') && { manifest: reference.manifest?.text ?? '{}\n' }),
  }
  return { agent, edit, left: lefts }
}

/** A rollout brings our module and the hooks; isolation and modules of others stay as they are. */
function othersLeft(model: Traits, traits: Traits): Convergence['left'] {
  const foreign = ({ libraries }: Traits): string =>
    JSON.stringify(libraries.filter(({ file }) => file !== OWN_LIBRARY))
  const again = 'converge again after the rollout'
  return [
    ...(JSON.stringify(model.isolation) === JSON.stringify(traits.isolation)
      ? []
      : [left(traits.agent, 'isolation', `isolation differs: ${again}`)]),
    ...(foreign(model) === foreign(traits)
      ? []
      : [left(traits.agent, 'manifest', `modules of others differ: ${again}`)]),
  ]
}

/** The hooks and our module's parameters as the reference has them. */
function wantedOf({ hooks, manifest }: Observation) {
  const own = ownModule(manifest?.modules ?? [])
  const parameters = Object.fromEntries(
    (own?.parameters ?? []).map(({ key, value }) => [key, value]),
  )
  return { ...(hooks && { hooks }), ...(Object.keys(parameters).length > 0 && { parameters }) }
}

function left(agent: string, aspect: DriftAspect, reason: string): Convergence['left'][number] {
  return { agent, aspect, reason }
}

function unusable({ agent }: Observation): Failure {
  return new Failure({
    code: 'manifest-malformed',
    agent,
    message: `${agent} cannot be a reference: Mesos could not read its modules manifest.`,
    advice: 'Choose another reference, or correct the manifest first.',
  })
}

import { Failure } from '../contract/failure.ts'
import type { RolloutPlan, RolloutRequest } from '../contract/rollout.ts'
import { planRollout } from '../rollout/plan.ts'
import { runRollout } from '../rollout/run.ts'
import { sightAgents } from '../rollout/sight.ts'
import type { StoredBuild } from '../store/builds.ts'
import type { Engine } from './engine.ts'

/** Plans that were shown lately and may be started. */
const plansKept = 20

/** From a request to a running rollout. */
export class RolloutPlanner {
  readonly #engine: Engine
  readonly #shown = new Map<string, RolloutPlan>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** What a rollout would do, from a look at every agent now. */
  async plan(request: RolloutRequest): Promise<RolloutPlan> {
    const build = this.#build(request)
    const names = [...new Set(request.agents)]
    const agents = names.map((name) => this.#engine.inventory.get(name))
    const sightings = await sightAgents(this.#engine.pool, agents)
    const plan = planRollout(request, build, sightings)
    this.#remember(plan)
    return plan
  }

  /**
   * Starts the rollout whose plan has this hash. Each agent is looked at again before it is
   * touched, and refused if it has changed.
   */
  async start(request: RolloutRequest, hash: string): Promise<{ id: string }> {
    const plan = this.#shown.get(hash) ?? (await this.plan(request))
    if (plan.hash !== hash) throw stalePlan()
    const { inventory, pool, rollouts, store } = this.#engine
    const content = await store.builds.content(request.build)
    const agents = new Map(plan.agents.map(({ agent }) => [agent, inventory.get(agent)]))
    const id = rollouts.begin(plan, (id, onChange, signal) =>
      runRollout({ id, request, plan, content, agents, pool, onChange, signal }),
    )
    return { id }
  }

  #build({ build }: RolloutRequest): StoredBuild {
    const found = this.#engine.store.builds.find(build)
    if (found) return found
    throw new Failure({
      code: 'not-found',
      message: `No build ${build.slice(0, 12)} is stored.`,
      advice: 'Add the build from its file first.',
    })
  }

  #remember(plan: RolloutPlan): void {
    this.#shown.delete(plan.hash)
    this.#shown.set(plan.hash, plan)
    const [oldest] = this.#shown.keys()
    if (this.#shown.size > plansKept && oldest !== undefined) this.#shown.delete(oldest)
  }
}

function stalePlan(): Failure {
  return new Failure({
    code: 'plan-stale',
    message: 'The agents are no longer what the plan was made on.',
    advice: 'Look at the new plan, then start that.',
  })
}

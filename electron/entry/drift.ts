import { observe } from '../agent/observe/observe.ts'
import type { Agent } from '../contract/agent.ts'
import type {
  Convergence,
  ConvergeRequest,
  DriftMap,
  DriftRequest,
  DriftScan,
  Sighting,
} from '../contract/drift.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { Observation } from '../contract/observation.ts'
import { converge } from '../rollout/drift/converge.ts'
import { foldFleet } from '../rollout/drift/fold.ts'
import { lookOf, scanFleet } from '../rollout/drift/scan.ts'
import type { Engine } from './engine.ts'

/** The fleet as it was last seen, in which every observation is remembered. */
export class Drift {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Observes an agent, and remembers what was seen or why nothing was. */
  async observe(name: string): Promise<Observation> {
    const { inventory, pool, store } = this.#engine
    const agent = inventory.get(name)
    try {
      const seen = await observe(await pool.get(name), agent)
      store.sightings.save([lookOf(seen)])
      return seen
    } catch (error) {
      const { data: failure } = toFailure(error, name)
      store.sightings.save([{ agent: name, at: Date.now(), failure }])
      throw error
    }
  }

  /** The map of what was last seen; asks no agent. */
  map({ group, reference }: DriftRequest): DriftMap {
    return foldFleet([...this.#sightings(this.#agents(group)).values()], reference)
  }

  /** Observes all agents; the map as far as they have come, a few times a second. */
  async *scan({ group, reference }: DriftRequest, signal?: AbortSignal): AsyncGenerator<DriftScan> {
    const { pool, store } = this.#engine
    const agents = this.#agents(group)
    const sightings = this.#sightings(agents)
    for await (const { done, total, looks } of scanFleet(pool, agents, { signal })) {
      store.sightings.save(looks)
      for (const { agent, at, traits, failure } of looks) {
        const known = traits ?? sightings.get(agent)?.traits
        sightings.set(agent, { agent, triedAt: at, traits: known, failure })
      }
      const last = done === total
      const known = reference !== undefined && (last || names(sightings, reference))
      yield { done, total, map: foldFleet([...sightings.values()], known ? reference : undefined) }
    }
  }

  /** What brings these agents to what the reference has; observes the reference anew. */
  async converge({ reference, agents }: ConvergeRequest): Promise<Convergence> {
    const { inventory, store } = this.#engine
    const sightings = this.#sightings(agents.map((name) => inventory.get(name)))
    const traits = [...sightings.values()].map(({ agent, traits }) => {
      if (traits) return traits
      throw notSeen(agent)
    })
    return converge(await this.observe(reference), traits, store.builds.list())
  }

  #agents(group: string | undefined): Agent[] {
    const agents = this.#engine.inventory.list()
    const members = group ? agents.filter(({ groups }) => groups.includes(group)) : agents
    if (group && members.length === 0) throw noSuchGroup(group)
    return members
  }

  /** The last of each agent, by its name. */
  #sightings(agents: readonly Agent[]): Map<string, Sighting> {
    const known = this.#engine.store.sightings.list()
    return new Map(agents.map(({ name }) => [name, known.get(name) ?? { agent: name, triedAt: 0 }]))
  }
}

/** Whether a reference can be in the map yet: a group's id may come with agents still to be seen. */
function names(sightings: ReadonlyMap<string, Sighting>, reference: string): boolean {
  const sighting = sightings.get(reference)
  return sighting?.traits !== undefined && !sighting.failure
}

function noSuchGroup(group: string): Failure {
  return new Failure({
    code: 'not-found',
    message: `No agent is in a group '${group}'.`,
    advice: "'quotadeck inventory groups' lists the groups.",
  })
}

function notSeen(agent: string): Failure {
  return new Failure({
    code: 'not-found',
    agent,
    message: `${agent} was not observed yet, so how it differs is not known.`,
    advice: 'Observe the fleet first.',
  })
}

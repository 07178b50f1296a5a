import { setTimeout as sleep } from 'node:timers/promises'
import { toFailure } from '../contract/failure.ts'
import { type AgentGlance, briefObservationSchema, type FleetNews } from '../contract/fleet.ts'
import type { Observation } from '../contract/observation.ts'
import { Crowd, OBSERVING_PATIENCE_MS } from '../link/crowd.ts'
import { Changes } from './changes.ts'

/** What the watch needs of the rest of the engine. */
export interface Observer {
  /** Names of the recorded agents. */
  agents(): readonly string[]
  observe(agent: string): Promise<Observation>
}

interface Timing {
  /** How long an observation counts before it is made again. */
  readonly everyMs: number
  /** Time between two looks at what is due. */
  readonly tickMs: number
  /** Least time between two events. */
  readonly newsMs: number
  /** An agent that has not answered for so long holds up no other. */
  readonly patienceMs: number
}

const defaultTiming: Timing = {
  everyMs: 60_000,
  tickMs: 1000,
  newsMs: 250,
  patienceMs: OBSERVING_PATIENCE_MS,
}

/** Agents observed at one time. */
const CONCURRENCY = 16

/** Observes all agents for as long as anybody watches, and tells what has changed. */
export class FleetWatch {
  readonly #observer: Observer
  readonly #timing: Timing
  readonly #crowd: Crowd
  /** Each glance with its own text, which tells whether the next one is another. */
  readonly #known = new Map<string, { readonly glance: AgentGlance; readonly text: string }>()
  readonly #dueAt = new Map<string, number>()
  readonly #underWay = new Set<string>()
  /** One for each who watches; called without a glance when the first begins or the last ends. */
  readonly #listeners = new Set<(glance?: AgentGlance) => void>()
  #running: Promise<void> | undefined

  constructor(observer: Observer, timing: Partial<Timing> = {}) {
    this.#observer = observer
    this.#timing = { ...defaultTiming, ...timing }
    this.#crowd = new Crowd(CONCURRENCY, this.#timing.patienceMs)
  }

  /** Observes an agent for whoever asks; those who watch learn of it too. */
  async observe(agent: string): Promise<Observation> {
    this.#began(agent)
    try {
      const seen = await this.#observer.observe(agent)
      this.#keep({ agent, seen: briefObservationSchema.parse(seen) })
      return seen
    } catch (error) {
      this.#keep({ agent, failure: toFailure(error, agent).data })
      throw error
    } finally {
      this.#dueAt.set(agent, Date.now() + this.#timing.everyMs)
      this.#ended(agent)
    }
  }

  /** These agents, or all, are observed again now if anybody watches. */
  look(agents: readonly string[]): void {
    if (agents.length === 0) this.#dueAt.clear()
    for (const agent of agents) this.#dueAt.delete(agent)
    if (this.#listeners.size > 0) this.#observeDue()
  }

  /** All that is known now, then what has changed. */
  async *watch(signal?: AbortSignal): AsyncGenerator<FleetNews, void> {
    const changes = new Changes()
    let changed = new Map([...this.#known].map(([agent, { glance }]) => [agent, glance]))
    const listen = (glance?: AgentGlance) => {
      if (glance) changed.set(glance.agent, glance)
      changes.tell()
    }
    const take = (): FleetNews => {
      const news = { observing: this.#underWay.size > 0, changed: [...changed.values()] }
      changed = new Map()
      return news
    }
    if (this.#listeners.size === 0) this.#age()
    this.#listeners.add(listen)
    this.#running ??= this.#run()
    try {
      yield* changes.watch(take, signal, this.#timing.newsMs)
    } finally {
      this.#listeners.delete(listen)
    }
  }

  /** Whoever begins to watch gets no observation that is more than half as old as one may become. */
  #age(): void {
    const half = Date.now() + this.#timing.everyMs / 2
    for (const [agent, dueAt] of this.#dueAt) if (dueAt < half) this.#dueAt.delete(agent)
  }

  async #run(): Promise<void> {
    while (this.#listeners.size > 0) {
      this.#observeDue()
      await sleep(this.#timing.tickMs, undefined, { ref: false })
    }
    this.#running = undefined
  }

  #observeDue(): void {
    const agents = new Set(this.#observer.agents())
    for (const agent of this.#known.keys()) if (!agents.has(agent)) this.#known.delete(agent)
    const now = Date.now()
    for (const agent of agents) {
      if ((this.#dueAt.get(agent) ?? 0) > now || this.#underWay.has(agent)) continue
      this.#began(agent)
      void this.#crowd.use(async () => {
        // Nobody waits for it any more.
        if (this.#listeners.size === 0) return this.#ended(agent)
        await this.observe(agent).catch(() => undefined)
      })
    }
  }

  #keep(glance: AgentGlance): void {
    const text = JSON.stringify(glance)
    if (this.#known.get(glance.agent)?.text === text) return
    this.#known.set(glance.agent, { glance, text })
    for (const listen of this.#listeners) listen(glance)
  }

  #began(agent: string): void {
    this.#underWay.add(agent)
    if (this.#underWay.size === 1) for (const listen of this.#listeners) listen()
  }

  #ended(agent: string): void {
    this.#underWay.delete(agent)
    if (this.#underWay.size === 0) for (const listen of this.#listeners) listen()
  }
}

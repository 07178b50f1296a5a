import type { AgentGlance, FleetNews } from '../../electron/contract/fleet.ts'

/** Tells of a fleet again whenever it is looked at. */
export class ExampleFleet {
  readonly #glance: (agent: string) => AgentGlance
  readonly #agents: () => readonly string[]
  #looked = Promise.withResolvers<void>()

  constructor(glance: (agent: string) => AgentGlance, agents: () => readonly string[]) {
    this.#glance = glance
    this.#agents = agents
  }

  look(_agents: readonly string[]): void {
    this.#looked.resolve()
  }

  async *watch(signal?: AbortSignal): AsyncGenerator<FleetNews, void> {
    while (!signal?.aborted) {
      yield { observing: true, changed: [] }
      await new Promise((resolve) => setTimeout(resolve, 120))
      yield { observing: false, changed: this.#agents().map(this.#glance) }
      await this.#looked.promise
      this.#looked = Promise.withResolvers()
    }
  }
}

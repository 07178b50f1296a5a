import { Slots } from './slots.ts'

/** Patience with an agent that is observed in full: two or three round trips, on a busy machine. */
export const OBSERVING_PATIENCE_MS = 4000

/**
 * Work for many agents, a number of them at one time. An agent that has not answered after a while
 * no longer counts: those that hang hold nobody up, and each ends by a deadline of its own.
 */
export class Crowd {
  readonly #slots: Slots
  readonly #patienceMs: number

  constructor(count: number, patienceMs = 1500) {
    this.#slots = new Slots(count)
    this.#patienceMs = patienceMs
  }

  /** Waits for its turn, then does the work. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    const slot = await this.#slots.take()
    const timer = setTimeout(slot.release, this.#patienceMs)
    try {
      return await work()
    } finally {
      clearTimeout(timer)
      slot.release()
    }
  }
}

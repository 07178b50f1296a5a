/** The longest pause between two attempts that nobody asked for, ms. */
const longestMs = 30_000

/**
 * When an agent that could not be reached is tried again: after the first failure at once, then in
 * growing pauses, each drawn at random from its second half, so that a fleet that went away together
 * does not come back together.
 */
export class BackOff {
  readonly #random: () => number
  #failures = 0
  #until = 0

  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures
  }

  /** Ms since the epoch; the past when it may be tried now. */
  get until(): number {
    return this.#until
  }

  failed(now: number): void {
    this.#failures++
    const pause = this.#failures < 2 ? 0 : Math.min(longestMs, 500 * 2 ** (this.#failures - 1))
    this.#until = now + pause * (0.5 + this.#random() / 2)
  }

  /** It was reached, or the operator wishes another attempt now. */
  reset(): void {
    this.#failures = 0
    this.#until = 0
  }
}

/** A deadline that stands still while the operator is asked. */
export class Deadline {
  readonly #ms: number
  readonly #late: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number, late: () => void) {
    this.#ms = ms
    this.#late = late
    this.#timer = setTimeout(late, ms)
  }

  /** Stops it, or starts it afresh. */
  pause(isPaused: boolean): void {
    this.end()
    if (!isPaused) this.#timer = setTimeout(this.#late, this.#ms)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

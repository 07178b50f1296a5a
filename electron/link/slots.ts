/** A held slot; the first of the two calls counts. */
export interface Slot {
  /** Gives it to the next who waits. */
  release(): void
  /** Takes it out of use for good. */
  drop(): void
}

/** A number of slots, given out first come, first served. */
export class Slots {
  #free: number
  #held = 0
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  /** How many are given out. */
  get held(): number {
    return this.#held
  }

  /** Resolves when a slot is free; rejects with the signal's reason. */
  async take(signal?: AbortSignal): Promise<Slot> {
    signal?.throwIfAborted()
    if (this.#free > 0) this.#free--
    else await this.#turn(signal)
    this.#held++
    return this.#slot()
  }

  #slot(): Slot {
    let held = true
    const end = (then: () => void) => {
      if (!held) return
      held = false
      this.#held--
      then()
    }
    return { release: () => end(() => this.#pass()), drop: () => end(() => {}) }
  }

  #turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1)
        reject(signal?.reason)
      }
      const go = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#waiting.push(go)
    })
  }

  #pass(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}

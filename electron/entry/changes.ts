/** Tells those who watch a state that it has changed. */
export class Changes {
  readonly #wakes = new Set<() => void>()

  /** How many watch now. */
  get watchers(): number {
    return this.#wakes.size
  }

  tell(): void {
    for (const wake of this.#wakes) wake()
  }

  /**
   * The state now and after it has changed, at most once every `pauseMs`: a slow reader gets the
   * newest alone. Whoever calls is counted at once, until the signal or the end of the reading.
   */
  watch<T>(state: () => T, signal?: AbortSignal, pauseMs = 50): AsyncGenerator<T, void> {
    let turn = Promise.withResolvers<void>()
    const wake = () => turn.resolve()
    const leave = () => {
      this.#wakes.delete(wake)
      wake()
    }
    if (!signal?.aborted) this.#wakes.add(wake)
    signal?.addEventListener('abort', leave, { once: true })
    const read = async function* (): AsyncGenerator<T, void> {
      try {
        while (!signal?.aborted) {
          turn = Promise.withResolvers<void>()
          yield state()
          await turn.promise
          await new Promise((resolve) => setTimeout(resolve, pauseMs))
        }
      } finally {
        leave()
        signal?.removeEventListener('abort', leave)
      }
    }
    return read()
  }
}

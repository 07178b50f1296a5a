const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a task that must not be cut off half-way. The first signal to end is answered by `onStop`,
 * the task goes on to its end; the second ends the process at once.
 */
export async function untilDone<T>(task: () => Promise<T>, onStop: () => void): Promise<T> {
  let asked = false
  const stop = (signal: NodeJS.Signals) => {
    if (asked) process.exit(signal === 'SIGINT' ? 130 : 1)
    asked = true
    onStop()
  }
  for (const signal of signals) process.on(signal, stop)
  try {
    return await task()
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}

/** Resolves at the first signal to end; the next one ends the process as usual. */
export function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      for (const signal of signals) process.off(signal, stop)
      resolve()
    }
    for (const signal of signals) process.on(signal, stop)
  })
}

import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A signal asked the command to end; `status` is what a shell shows for it. */
export class Stopped extends Error {
  readonly status: number

  constructor(signal: (typeof signals)[number]) {
    super(`ended by ${signal}`)
    this.status = 128 + constants.signals[signal]
  }
}

/** Runs a task that changes nothing: the first signal to end rejects with `Stopped` at once. */
export async function unlessStopped<T>(task: () => Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (signal: (typeof signals)[number]) => reject(new Stopped(signal))
  for (const signal of signals) process.on(signal, stop)
  try {
    return await Promise.race([task(), promise])
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}

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

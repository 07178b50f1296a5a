import { setTimeout as sleep } from 'node:timers/promises'
import { observe } from '../../agent/observe/observe.ts'
import type { Agent } from '../../contract/agent.ts'
import { toFailure } from '../../contract/failure.ts'
import type { Observation } from '../../contract/observation.ts'
import { Crowd, OBSERVING_PATIENCE_MS } from '../../link/crowd.ts'
import type { LinkPool } from '../../link/link.ts'
import type { Look } from '../../store/sightings.ts'
import { traitsOf } from './traits.ts'

/** Agents observed at one time; each takes two or three round trips. */
const CONCURRENCY = 16

/** What of a fleet has been looked at since the last event. */
export interface ScanStep {
  readonly done: number
  readonly total: number
  readonly looks: readonly Look[]
}

/**
 * Looks at every agent, a number at a time, and yields all that came since the last event, at most
 * every `everyMs`. The last event has done = total. Ends early when `signal` is aborted.
 */
export async function* scanFleet(
  pool: Pick<LinkPool, 'get'>,
  agents: readonly Agent[],
  { signal, everyMs = 400 }: { signal?: AbortSignal; everyMs?: number } = {},
): AsyncGenerator<ScanStep> {
  const stopped = new AbortController()
  const ended = AbortSignal.any([stopped.signal, ...(signal ? [signal] : [])])
  const crowd = new Crowd(CONCURRENCY, OBSERVING_PATIENCE_MS)
  let looks: Look[] = []
  const work = async (agent: Agent): Promise<void> => {
    if (ended.aborted) return
    const look = await lookAt(pool, agent)
    // Only now: `looks` may have been handed out and replaced meanwhile.
    looks.push(look)
  }
  const all = Promise.all(agents.map((agent) => crowd.use(() => work(agent))))
  let done = 0
  try {
    do {
      await Promise.race([all, sleep(everyMs, undefined, { signal: ended }).catch(() => undefined)])
      const fresh = looks
      looks = []
      done += fresh.length
      if (fresh.length > 0 || done === agents.length)
        yield { done, total: agents.length, looks: fresh }
    } while (done < agents.length && !ended.aborted)
  } finally {
    stopped.abort()
  }
}

async function lookAt(pool: Pick<LinkPool, 'get'>, agent: Agent): Promise<Look> {
  try {
    return lookOf(await observe(await pool.get(agent.name), agent))
  } catch (error) {
    const { data: failure } = toFailure(error, agent.name)
    return { agent: agent.name, at: Date.now(), failure }
  }
}

/** An observation as it is remembered. */
export function lookOf(seen: Observation): Look {
  return { agent: seen.agent, at: seen.observedAt, traits: traitsOf(seen) }
}

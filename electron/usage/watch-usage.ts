import { setTimeout as sleep } from 'node:timers/promises'
import type { Agent } from '../contract/agent.ts'
import type { AgentUsage } from '../contract/usage.ts'
import { Crowd } from '../link/crowd.ts'
import type { LinkPool } from '../link/link.ts'
import { failedUsage, readUsage } from './read-usage.ts'

/** Reads under way at one time; more wait, but not for agents that hang. */
const MAX_READS = 64
/** Readings in one event at most: each may have hundreds of containers. */
const MAX_TOGETHER = 64
/** Least time between two events, ms. */
const PAUSE_MS = 200

/**
 * Reads the agents again and again, each in a loop of its own, so that one that hangs delays no
 * other. Yields those that are not as they were, a few times a second at most, until `signal` is
 * aborted or the consumer stops. A slow consumer gets each agent's newest reading only.
 */
export async function* watchUsage(
  pool: Pick<LinkPool, 'get'>,
  agents: readonly Agent[],
  intervalMs: number,
  signal?: AbortSignal,
): AsyncGenerator<AgentUsage[]> {
  const stopped = new AbortController()
  const ended = AbortSignal.any([stopped.signal, ...(signal ? [signal] : [])])
  const fresh = new Map<string, AgentUsage>()
  let wake = (): void => {}
  const last = new Map<string, AgentUsage>()
  const deliver = (usage: AgentUsage): void => {
    if (isSame(last.get(usage.agent), usage)) return
    last.set(usage.agent, usage)
    fresh.delete(usage.agent)
    fresh.set(usage.agent, usage)
    wake()
  }
  ended.addEventListener('abort', () => wake())
  const crowd = new Crowd(MAX_READS)
  for (const agent of agents) void follow(pool, agent, intervalMs, ended, crowd, deliver)
  try {
    while (!ended.aborted) {
      const together = [...fresh.values()].slice(0, MAX_TOGETHER)
      if (together.length > 0) {
        for (const { agent } of together) fresh.delete(agent)
        yield together
        await sleep(PAUSE_MS, undefined, { signal: ended }).catch(() => undefined)
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  } finally {
    stopped.abort()
  }
}

/** An agent that still has the same status file gives the same object. */
function isSame(last: AgentUsage | undefined, now: AgentUsage): boolean {
  if (last?.status !== now.status || last?.stale !== now.stale) return false
  return JSON.stringify(last.failure) === JSON.stringify(now.failure)
}

/** One agent's loop. Never throws. */
async function follow(
  pool: Pick<LinkPool, 'get'>,
  agent: Agent,
  intervalMs: number,
  ended: AbortSignal,
  crowd: Crowd,
  deliver: (usage: AgentUsage) => void,
): Promise<void> {
  while (!ended.aborted) {
    const startedAt = Date.now()
    const usage = await crowd.use(async () => {
      try {
        return await readUsage(await pool.get(agent.name), agent, ended)
      } catch (error) {
        return failedUsage(agent.name, error)
      }
    })
    if (ended.aborted) return
    deliver(usage)
    await pause(Math.max(0, startedAt + intervalMs - Date.now()), ended)
  }
}

function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      ended.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    ended.addEventListener('abort', done)
    if (ended.aborted) done()
  })
}

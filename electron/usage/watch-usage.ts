import { setTimeout as sleep } from 'node:timers/promises'
import type { AgentUsage } from '../contract/usage.ts'

/**
 * Reads every agent about every `intervalMs` until `signal` is aborted, and yields each result as
 * it comes. Each agent has a loop of its own: one that hangs delays no other. The first reads are
 * spread over a second, so that a large fleet is not asked all at once.
 */
export async function* watchUsage(
  agents: readonly string[],
  intervalMs: number,
  read: (agent: string) => Promise<AgentUsage>,
  signal: AbortSignal,
): AsyncGenerator<AgentUsage, void, undefined> {
  const results: AgentUsage[] = []
  let wake = () => {}
  const loop = async (agent: string, index: number) => {
    await pause((index / agents.length) * Math.min(1000, intervalMs), signal)
    while (!signal.aborted) {
      const started = performance.now()
      results.push(await read(agent))
      wake()
      await pause(intervalMs - (performance.now() - started), signal)
    }
  }
  signal.addEventListener('abort', () => wake(), { once: true })
  for (const [index, agent] of agents.entries()) void loop(agent, index)
  while (!signal.aborted) {
    const next = results.shift()
    if (next) yield next
    else
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, ms), undefined, { signal }).catch(() => {})
}

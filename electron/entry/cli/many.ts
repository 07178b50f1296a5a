import { Crowd, OBSERVING_PATIENCE_MS } from '../../link/crowd.ts'
import type { Console } from './console.ts'
import { unlessStopped } from './signals.ts'

/** Agents worked on at one time. */
const CONCURRENCY = 32

/**
 * Looks at many agents, a number at a time; the answers come in the order of `agents`. Tells on a
 * terminal how far it is. `work` tells its failures in its answer.
 */
export function lookAtMany<T>(
  console: Console,
  agents: readonly string[],
  work: (agent: string) => Promise<T>,
): Promise<T[]> {
  const crowd = new Crowd(CONCURRENCY, OBSERVING_PATIENCE_MS)
  let done = 0
  return unlessStopped(() =>
    Promise.all(
      agents.map((agent) =>
        crowd.use(async () => {
          const answer = await work(agent)
          console.progress(++done, agents.length)
          return answer
        }),
      ),
    ),
  ).finally(() => console.endProgress())
}

/** The agents named, or all that are recorded. */
export async function agentsOrAll(console: Console, named: readonly string[]): Promise<string[]> {
  if (named.length > 0) return [...named]
  return (await console.client.agents.list()).map(({ name }) => name)
}

import { takeSnapshot } from '../agent/observe.ts'
import type { Agent } from '../contract/agent.ts'
import { toFailure } from '../contract/failure.ts'
import type { LinkPool } from '../link/link.ts'
import type { Sighting } from './plan.ts'

/** Looks at all agents, a number at a time, in the order given. Never throws. */
export async function sightAgents(
  pool: Pick<LinkPool, 'get'>,
  agents: readonly Agent[],
  concurrency = 8,
): Promise<Sighting[]> {
  const sightings = new Map<string, Sighting>()
  const waiting = [...agents]
  const worker = async (): Promise<void> => {
    for (let agent = waiting.shift(); agent; agent = waiting.shift()) {
      sightings.set(agent.name, await sight(pool, agent))
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return agents.flatMap(({ name }) => sightings.get(name) ?? [])
}

async function sight(pool: Pick<LinkPool, 'get'>, agent: Agent): Promise<Sighting> {
  try {
    return { agent: agent.name, snapshot: await takeSnapshot(await pool.get(agent.name), agent) }
  } catch (error) {
    return { agent: agent.name, failure: toFailure(error, agent.name).data }
  }
}

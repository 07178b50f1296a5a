import { takeSnapshot } from '../agent/observe/observe.ts'
import type { Agent } from '../contract/agent.ts'
import { toFailure } from '../contract/failure.ts'
import { Crowd } from '../link/crowd.ts'
import type { LinkPool } from '../link/link.ts'
import type { Sighting } from './plan.ts'

/** Looks at all agents, a number at a time, in the order given. Never throws. */
export async function sightAgents(
  pool: Pick<LinkPool, 'get'>,
  agents: readonly Agent[],
  concurrency = 8,
): Promise<Sighting[]> {
  const crowd = new Crowd(concurrency)
  return Promise.all(agents.map((agent) => crowd.use(() => sight(pool, agent))))
}

async function sight(pool: Pick<LinkPool, 'get'>, agent: Agent): Promise<Sighting> {
  try {
    return { agent: agent.name, snapshot: await takeSnapshot(await pool.get(agent.name), agent) }
  } catch (error) {
    return { agent: agent.name, failure: toFailure(error, agent.name).data }
  }
}

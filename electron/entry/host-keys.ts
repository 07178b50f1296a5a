import type { OfferedKey } from '../contract/agent.ts'
import { toFailure } from '../contract/failure.ts'
import { Crowd } from '../link/crowd.ts'
import type { SshPool } from '../link/pool.ts'
import { Changes } from './changes.ts'

/** Agents asked at one time: each is a connection of its own that nothing else uses. */
const CONCURRENCY = 24
/** Least time between two events, ms. */
const PAUSE_MS = 200

/** Asks agents for their host keys; yields those that came since the last event, until all have. */
export async function* readHostKeys(
  pool: Pick<SshPool, 'readHostKey'>,
  agents: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<OfferedKey[], void> {
  const changes = new Changes()
  const ended = new AbortController()
  const stop = AbortSignal.any([ended.signal, ...(signal ? [signal] : [])])
  let come: OfferedKey[] = []
  const take = () => {
    const taken = come
    come = []
    return taken
  }
  const ask = async (agent: string): Promise<void> => {
    if (stop.aborted) return
    const offered = await offeredBy(pool, agent)
    // Only now: `come` may have been handed out and replaced meanwhile.
    come.push(offered)
    changes.tell()
  }
  const crowd = new Crowd(CONCURRENCY)
  const events = changes.watch(take, stop, PAUSE_MS)
  void Promise.all(agents.map((agent) => crowd.use(() => ask(agent)))).then(() => ended.abort())
  try {
    yield* events
    yield take()
  } finally {
    ended.abort()
  }
}

async function offeredBy(pool: Pick<SshPool, 'readHostKey'>, agent: string): Promise<OfferedKey> {
  try {
    return { agent, key: await pool.readHostKey(agent) }
  } catch (error) {
    return { agent, failure: toFailure(error, agent).data }
  }
}

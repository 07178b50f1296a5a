import { testConnection } from '../agent/observe/test-connection.ts'
import type { Agent } from '../contract/agent.ts'
import type { ConnectionTest } from '../contract/connection-test.ts'
import type { SshPool } from '../link/pool.ts'
import { Changes } from './changes.ts'

/** Tests agents side by side; gives each one's newest state after it has changed, until all ended. */
export async function* testConnections(
  pool: SshPool,
  agents: readonly Agent[],
  anew: boolean,
  signal?: AbortSignal,
): AsyncGenerator<ConnectionTest, void> {
  const changes = new Changes()
  const changed = new Map<string, ConnectionTest>()
  const ended = new AbortController()
  const tell = (test: ConnectionTest) => {
    changed.set(test.agent, test)
    changes.tell()
  }
  const take = () => {
    const taken = [...changed.values()]
    changed.clear()
    return taken
  }
  const stop = AbortSignal.any([ended.signal, ...(signal ? [signal] : [])])
  const events = changes.watch(take, stop)
  const all = Promise.all(agents.map((agent) => testConnection(pool, agent, { anew, tell })))
  void all.then(() => ended.abort())
  for await (const tests of events) yield* tests
  if (!signal?.aborted) yield* take()
}

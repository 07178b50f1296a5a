import type { ConnectionInfo } from '../contract/connections.ts'
import type { ConnectionStates } from '../link/connection-states.ts'
import { Changes } from './changes.ts'

/** Least time between two events, ms: a thousand connections open in many steps. */
const PAUSE_MS = 200

/** All connections now, then those that have changed; a slow reader gets each one's newest alone. */
export async function* watchConnections(
  states: ConnectionStates,
  signal?: AbortSignal,
): AsyncGenerator<ConnectionInfo[], void> {
  const changes = new Changes()
  let changed = new Map(states.list().map((info) => [info.agent, info]))
  const stop = states.listen((info) => {
    changed.set(info.agent, info)
    changes.tell()
  })
  const take = () => {
    const taken = [...changed.values()]
    changed = new Map()
    return taken
  }
  try {
    yield* changes.watch(take, signal, PAUSE_MS)
  } finally {
    stop()
  }
}

import type { ConnectionInfo, ConnectionState } from '../electron/contract/connections.ts'
import type { AgentState } from './agent-state.ts'

const words: Record<ConnectionState, AgentState> = {
  idle: { tone: 'idle', word: 'Closed' },
  queued: { tone: 'run', word: 'Queued', live: true },
  resolving: { tone: 'run', word: 'Resolving', live: true },
  connecting: { tone: 'run', word: 'Connecting', live: true },
  'host-key': { tone: 'run', word: 'Host key', live: true },
  'logging-in': { tone: 'run', word: 'Logging in', live: true },
  'waiting-for-you': { tone: 'warn', word: 'Asks you', live: true },
  ready: { tone: 'ok', word: 'Open' },
  'backing-off': { tone: 'bad', word: 'Backing off' },
  failed: { tone: 'bad', word: 'Failed' },
}

/** One word for how far the way to an agent is open. */
export function connectionState(info: Pick<ConnectionInfo, 'state'> | undefined): AgentState {
  return words[info?.state ?? 'idle']
}

/** The hosts on the way and the carrier with its reason, as a tooltip; '' when nothing is known. */
export function connectionDetail(info: ConnectionInfo | undefined): string {
  const { carrier, via = [], failure } = info ?? {}
  return [
    carrier && `${carrier.name}: ${carrier.reason}`,
    via.length > 0 && `over ${via.join(', ')}`,
    failure?.message,
  ]
    .filter(Boolean)
    .join('\n')
}

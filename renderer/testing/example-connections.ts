import type { ConnectionInfo } from '../../electron/contract/connections.ts'
import { exampleFailures } from './example-fleet.ts'

const ssh2 = { name: 'ssh2', reason: 'nothing is asked for that the library cannot do' }

/** The ways to the fleet's agents: most are open, a few are not. */
export function exampleConnections(agents: readonly string[]): ConnectionInfo[] {
  return agents.map((agent) => ({
    ...{ agent, state: 'ready', since: Date.now(), via: [], failures: 0, carrier: ssh2 },
    ...different[agent],
  }))
}

const different: Record<string, Partial<ConnectionInfo>> = {
  'batch-01': {
    carrier: { name: 'openssh', reason: 'ssh_config has a ProxyCommand' },
    via: ['ops@bastion.example.net:22'],
  },
  'batch-02': { state: 'waiting-for-you' },
  'edge-ams-2': { state: 'failed', failures: 1, failure: exampleFailures['edge-ams-2'] },
  'edge-fra-1': { state: 'backing-off', failures: 3, failure: exampleFailures['edge-fra-1'] },
  'web-02': { state: 'logging-in' },
}

import { Command } from 'commander'
import type { ConnectionInfo } from '../../contract/connections.ts'
import type { Console } from './console.ts'
import { failureOf } from './errors.ts'
import { agentsOrAll, lookAtMany } from './many.ts'
import { span, table } from './table.ts'

/** `quotadeck connections` */
export function connectionsCommand(console: Console): Command {
  return new Command('connections')
    .description('connect to agents, all of them if none is named, and show how far each one gets')
    .argument('[agent...]')
    .action(async (names: string[]) => {
      const { client } = console
      const agents = await agentsOrAll(console, names)
      const outcomes = await lookAtMany(console, agents, (agent) =>
        client.connections.reconnect({ agent }).then(() => undefined, failureOf),
      )
      console.succeeded = outcomes.every((failure) => !failure)
      const listed = new Map((await client.connections.list()).map((info) => [info.agent, info]))
      console.print(
        agents.flatMap((agent, index) => listed.get(agent) ?? unlisted(agent, outcomes[index])),
        connectionTable,
      )
    })
}

/** An agent that is not even known well enough to be connected to. */
function unlisted(agent: string, failure: ConnectionInfo['failure']): ConnectionInfo[] {
  if (!failure) return []
  return [{ agent, state: 'failed', since: Date.now(), via: [], failures: 1, failure }]
}

function connectionTable(infos: readonly ConnectionInfo[]): string {
  if (infos.length === 0) return "No agent is recorded yet: 'quotadeck agents add --help'."
  return table(infos, [
    { title: 'AGENT', cell: ({ agent }) => agent },
    { title: 'STATE', cell: stateText },
    { title: 'CARRIER', cell: ({ carrier }) => carrier?.name ?? '' },
    { title: 'BECAUSE', cell: ({ carrier }) => carrier?.reason ?? '' },
    { title: 'VIA', cell: ({ via }) => via.join(' ') },
    { title: 'WHY', cell: ({ failure }) => (failure ? `${failure.code}: ${failure.message}` : '') },
  ])
}

function stateText({ state, until }: ConnectionInfo): string {
  const words = state.replaceAll('-', ' ')
  if (state !== 'backing-off' || until === undefined) return words
  const left = until - Date.now()
  return left > 0 ? `${words}, ${span(left)} more` : 'failed, may be tried again'
}

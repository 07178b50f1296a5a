// The forwarder: a process inside a lab's network namespace that joins loopback ports of the
// machine to the agents' SSH ports.
//
// A listening socket stays in the namespace it was made in. The lab makes the sockets outside and
// hands them over the IPC channel; the connections made from here start inside.

import { createConnection, type Server, type Socket } from 'node:net'

/** What comes with each listening socket: the agent's address in the namespace. */
export type ForwardMessage = { host: string; port: number }

/** Joins one accepted connection to the agent; a failure on either side resets the other. */
function join(client: Socket, to: ForwardMessage): void {
  const agent = createConnection({
    host: to.host,
    port: to.port,
    allowHalfOpen: true,
    noDelay: true,
  })
  client.allowHalfOpen = true
  client.setNoDelay(true)
  client.on('error', () => agent.resetAndDestroy())
  agent.on('error', () => client.resetAndDestroy())
  client.pipe(agent)
  agent.pipe(client)
}

process.on('message', (to: ForwardMessage, server: unknown) => {
  const listening = server as Server
  listening.on('connection', (client: Socket) => join(client, to))
  process.send?.('forwarding')
})

// The parent disconnects when the lab is up; the listening sockets keep this process alive.

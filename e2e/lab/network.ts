// A lab's network namespace, its taps and the way into it.
//
// The namespace has no name: it is the forwarder's, and goes away with the lab's last process.

import { createServer, type Server } from 'node:net'
import { must, run } from './command.ts'
import type { ForwardMessage } from './forwarder.ts'
import type { AgentPlan } from './plan.ts'
import { type Session, startSession } from './processes.ts'

const FORWARDER = new URL('./forwarder.ts', import.meta.url).pathname

// 2222 where the machine's own sshd has port 22 of every address.
const SSH_PORTS = [22, 2222]

/** The words that run a command inside the namespace of the lab whose forwarder this is. */
export function insideNamespace(forwarder: Session): string[] {
  return ['nsenter', `--net=/proc/${forwarder.pid}/ns/net`]
}

/** Listens on each agent's loopback address, all on one port; returns that port. */
async function listenForAll(agents: readonly AgentPlan[]) {
  for (const port of SSH_PORTS) {
    const servers = agents.map(() => createServer())
    const results = await Promise.allSettled(
      servers.map((server, index) => listen(server, agents[index]?.host ?? '', port)),
    )
    const failed = results.find((result) => result.status === 'rejected')
    if (failed === undefined) return { servers, port }
    for (const server of servers) server.close()
    if ((failed.reason as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw failed.reason
  }
  const hosts = agents.map((agent) => agent.host).join(', ')
  throw new Error(`ports ${SSH_PORTS.join(' and ')} of ${hosts} are taken: free one of them`)
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
}

/**
 * Starts the forwarder in a new network namespace and hands it the listening sockets, made out
 * here. `started` is told at once, so that a failure after that can be cleaned up.
 */
export async function startForwarder(
  agents: readonly AgentPlan[],
  logFile: string,
  started: (session: Session) => void,
): Promise<{ session: Session; port: number }> {
  const { servers, port } = await listenForAll(agents)
  const args = ['--net', process.execPath, FORWARDER]
  const { child, session } = startSession('unshare', args, { logFile, ipc: true })
  started(session)
  for (const [index, agent] of agents.entries()) {
    const to: ForwardMessage = { host: agent.guestAddress, port: 22 }
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', () => reject(new Error(`the forwarder ended: see ${logFile}`)))
      child.send(to, servers[index])
    })
    servers[index]?.close()
  }
  child.removeAllListeners('exit')
  child.disconnect()
  return { session, port }
}

/** Makes the lab's ends of the agents' links, and lets the agents reach each other. */
export async function makeTaps(agents: readonly AgentPlan[], forwarder: Session): Promise<void> {
  const [command = '', ...prefix] = insideNamespace(forwarder)
  const inside = (...args: string[]) => must(command, [...prefix, ...args])
  await inside('ip', 'link', 'set', 'lo', 'up')
  for (const { tap, gateway, prefixLength } of agents) {
    await inside('ip', 'tuntap', 'add', 'dev', tap, 'mode', 'tap')
    await inside('ip', 'address', 'add', `${gateway}/${prefixLength}`, 'dev', tap)
    await inside('ip', 'link', 'set', tap, 'up')
  }
  await run(command, [...prefix, 'tee', '/proc/sys/net/ipv4/ip_forward'], { input: '1' })
}

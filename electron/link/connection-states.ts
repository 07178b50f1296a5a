import type { ConnectionInfo } from '../contract/connections.ts'

/** What is known of every agent's connection, told to those who listen. */
export class ConnectionStates {
  readonly #infos = new Map<string, ConnectionInfo>()
  readonly #listeners = new Set<(info: ConnectionInfo) => void>()

  /** Changes what is given; the time of the state when the state changes. */
  set(agent: string, change: Partial<Omit<ConnectionInfo, 'agent' | 'since'>>): void {
    const now = Date.now()
    const before = this.#infos.get(agent) ?? fresh(agent, now)
    const since = change.state === undefined || change.state === before.state ? before.since : now
    const info = { ...before, ...change, since }
    this.#infos.set(agent, info)
    for (const tell of this.#listeners) tell(info)
  }

  forget(agent: string): void {
    this.#infos.delete(agent)
  }

  /** Those of all agents that were ever asked for. */
  list(): ConnectionInfo[] {
    return [...this.#infos.values()]
  }

  /** Calls back with each change; returns how to stop it. */
  listen(listener: (info: ConnectionInfo) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

function fresh(agent: string, since: number): ConnectionInfo {
  return { agent, state: 'idle', since, via: [], failures: 0 }
}

import type { Agent, HostKey } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import { Ramp } from './approach.ts'
import { type Deadlines, defaultDeadlines } from './carrier.ts'
import { ConnectionStates } from './connection-states.ts'
import { type Route, routeTo } from './destination.ts'
import { anotherKey, hostKeyFailure } from './host-keys.ts'
import { KeyRing } from './key-ring.ts'
import type { Link, LinkPool } from './link.ts'
import type { Credentials } from './login-talk.ts'
import { nobodyToAsk, type Prompter } from './prompter.ts'
import type { SecretStore } from './secrets.ts'
import { SshLink } from './ssh-link.ts'
import { appendHostKey } from './trust.ts'
import { Way } from './way.ts'

export interface PoolConfig {
  /** The agent as recorded now; undefined: there is none of this name. */
  readonly agent: (name: string) => Agent | undefined | Promise<Agent | undefined>
  readonly secrets: SecretStore
  /** Absent: there is nobody to ask. */
  readonly prompter?: Prompter
  /** Quotadeck's own known_hosts file; made when the first key is trusted. */
  readonly ownKnownHosts: string
  /** Socket of the ssh-agent; absent: SSH_AUTH_SOCK of the environment. */
  readonly sshAuthSock?: string
  readonly deadlines?: Partial<Deadlines>
  readonly recycling?: Partial<Recycling>
}

/** Links over the ssh2 library, and the host keys that they are verified against. */
export interface SshPool extends LinkPool {
  /** Connects far enough to see the server's host key; logs in nowhere. */
  readHostKey(agent: string): Promise<HostKey>
  /** Records the key offered now if it has this fingerprint; never replaces a recorded one. */
  trustHostKey(agent: string, fingerprint: string): Promise<void>
  /** How far the way to each agent is open. */
  readonly connections: ConnectionStates
  /** Closes an agent's connection; the next who needs one opens it again. */
  disconnect(agent: string): void
  /** It is no agent any more. */
  forget(agent: string): void
  /** Connects anew now, by the operator's wish: asks again, and does not wait. Throws Failure. */
  reconnect(agent: string): Promise<void>
}

/** How often connections are looked at, how long one may be unused, how old it may get, ms. */
interface Recycling {
  readonly every: number
  readonly idle: number
  readonly oldest: number
}

const usualRecycling: Recycling = { every: 30_000, idle: 10 * 60_000, oldest: 60 * 60_000 }

/** A pool with one connection per agent, opened on first use and again after it was lost. */
export function connectPool(config: PoolConfig): SshPool {
  return new Pool(config)
}

class Pool implements SshPool {
  readonly #config: PoolConfig
  readonly connections = new ConnectionStates()
  readonly #deadlines: Deadlines
  readonly #ramp = new Ramp()
  readonly #recycling: NodeJS.Timeout
  readonly #credentials: Credentials
  readonly #entries = new Map<string, Entry>()
  readonly #hops = new Map<string, Way>()

  constructor(config: PoolConfig) {
    this.#config = config
    this.#deadlines = { ...defaultDeadlines, ...config.deadlines }
    const { prompter = nobodyToAsk, secrets } = config
    const { every, idle, oldest } = { ...usualRecycling, ...config.recycling }
    this.#recycling = setInterval(() => this.#recycle(idle, oldest), every).unref()
    this.#credentials = { prompter, secrets, keys: new KeyRing(secrets) }
  }

  async get(name: string): Promise<Link> {
    const agent = await this.#lookUp(name)
    const record = JSON.stringify(agent)
    const known = this.#entries.get(name)
    if (known?.record === record) return known.link
    const { way, target, hops } = await this.#wayTo(agent)
    // Another may have asked for the same agent meanwhile: it has one connection.
    const entry = this.#entries.get(name)
    if (entry?.record === record) return entry.link
    entry?.way.close()
    const link = new SshLink(target, way)
    this.connections.set(name, { state: 'idle', via: hops.map(({ hop = '' }) => hop), failures: 0 })
    this.#entries.set(name, { record, way, link })
    return link
  }

  disconnect(name: string): void {
    this.#entries.get(name)?.way.close()
  }

  forget(name: string): void {
    this.disconnect(name)
    this.#entries.delete(name)
    this.connections.forget(name)
  }

  async reconnect(name: string): Promise<void> {
    await this.get(name)
    const way = this.#entries.get(name)?.way
    way?.close()
    await way?.connection()
  }

  /** A server's rekeying hangs some long-lived connections; those that nothing uses cost it memory. */
  #recycle(idle: number, oldest: number): void {
    const now = Date.now()
    const ways = [...this.#entries.values()].map(({ way }) => way)
    const needed = new Set(ways.flatMap((way) => way.hosts))
    for (const [key, hop] of this.#hops) {
      if (needed.has(hop)) continue
      this.#hops.delete(key)
      hop.retire()
    }
    for (const way of [...ways, ...needed]) way.recycle(now - idle, now - oldest)
  }

  /** Hosts on the way are connected to once for all agents behind them. */
  async #wayTo(agent: Agent): Promise<{ way: Way } & Route> {
    const { target, hops } = await routeTo(agent)
    const { ownKnownHosts, sshAuthSock } = this.#config
    const { connections: states } = this
    const shared = {
      ...{ states, ramp: this.#ramp, credentials: this.#credentials },
      deadlines: this.#deadlines,
    }
    const config = { ...shared, ownKnownHosts, ...(sshAuthSock !== undefined && { sshAuthSock }) }
    let before: Way | undefined
    let key = ''
    for (const hop of hops) {
      const { name: _, ...login } = hop
      key += JSON.stringify(login)
      const known: Way = this.#hops.get(key) ?? new Way(hop, config, before)
      this.#hops.set(key, known)
      before = known
    }
    return { way: new Way(target, config, before), target, hops }
  }

  async readHostKey(name: string): Promise<HostKey> {
    const { way } = await this.#wayTo(await this.#lookUp(name))
    return (await way.offeredHostKey()).key
  }

  async trustHostKey(name: string, fingerprint: string): Promise<void> {
    const { way, target } = await this.#wayTo(await this.#lookUp(name))
    const { key, bytes } = await way.offeredHostKey()
    const blocked = key.verdict === 'changed' || key.verdict === 'revoked'
    if (blocked) throw hostKeyFailure(target, key)
    if (key.fingerprint !== fingerprint) throw anotherKey(target, key, fingerprint)
    if (key.verdict === 'trusted') return
    await appendHostKey(this.#config.ownKnownHosts, target, bytes)
    this.disconnect(name)
  }

  close(): void {
    clearInterval(this.#recycling)
    for (const { way } of this.#entries.values()) way.close()
    for (const hop of this.#hops.values()) hop.close()
    this.#entries.clear()
    this.#hops.clear()
  }

  async #lookUp(name: string): Promise<Agent> {
    const agent = await this.#config.agent(name)
    if (agent) return agent
    throw new Failure({
      code: 'not-found',
      agent: name,
      message: `No agent is called ${JSON.stringify(name)}.`,
      advice: 'See the list of agents for their names.',
    })
  }
}

interface Entry {
  readonly record: string
  readonly way: Way
  readonly link: Link
}

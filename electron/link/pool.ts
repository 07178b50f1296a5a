import type { Agent, HostKey } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import { type Deadlines, defaultDeadlines } from './carrier.ts'
import { type Destination, routeTo } from './destination.ts'
import { hostKeyFailure } from './host-keys.ts'
import { KeyRing } from './key-ring.ts'
import type { Link, LinkPool } from './link.ts'
import type { Credentials } from './login.ts'
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
}

/** Links over the ssh2 library, and the host keys that they are verified against. */
export interface SshPool extends LinkPool {
  /** Connects far enough to see the server's host key; logs in nowhere. */
  readHostKey(agent: string): Promise<HostKey>
  /** Records the key offered now if it has this fingerprint; never replaces a recorded one. */
  trustHostKey(agent: string, fingerprint: string): Promise<void>
}

/** A pool with one connection per agent, opened on first use and again after it was lost. */
export function connectPool(config: PoolConfig): SshPool {
  return new Pool(config)
}

class Pool implements SshPool {
  readonly #config: PoolConfig
  readonly #deadlines: Deadlines
  readonly #credentials: Credentials
  readonly #entries = new Map<string, Entry>()
  readonly #hops = new Map<string, Way>()

  constructor(config: PoolConfig) {
    this.#config = config
    this.#deadlines = { ...defaultDeadlines, ...config.deadlines }
    const { prompter = nobodyToAsk, secrets } = config
    this.#credentials = { prompter, secrets, keys: new KeyRing(secrets) }
  }

  async get(name: string): Promise<Link> {
    const agent = await this.#lookUp(name)
    const record = JSON.stringify(agent)
    const known = this.#entries.get(name)
    if (known?.record === record) return known.link
    const { way, target } = await this.#wayTo(agent)
    // Another may have asked for the same agent meanwhile: it has one connection.
    const entry = this.#entries.get(name)
    if (entry?.record === record) return entry.link
    entry?.way.close()
    const link = new SshLink(target, way)
    this.#entries.set(name, { record, way, link })
    return link
  }

  /** Hosts on the way are connected to once for all agents behind them. */
  async #wayTo(agent: Agent): Promise<{ way: Way; target: Destination }> {
    const { target, hops } = await routeTo(agent)
    const { ownKnownHosts, sshAuthSock } = this.#config
    const shared = { credentials: this.#credentials, deadlines: this.#deadlines }
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
    return { way: new Way(target, config, before), target }
  }

  async readHostKey(name: string): Promise<HostKey> {
    const { way } = await this.#wayTo(await this.#lookUp(name))
    return (await way.offeredHostKey()).key
  }

  async trustHostKey(name: string, fingerprint: string): Promise<void> {
    const { way, target } = await this.#wayTo(await this.#lookUp(name))
    const { key, bytes, records } = await way.offeredHostKey()
    if (key.verdict === 'trusted' && key.fingerprint === fingerprint) return
    if (key.verdict !== 'unknown' || key.fingerprint !== fingerprint) {
      throw hostKeyFailure(target, key, records)
    }
    await appendHostKey(this.#config.ownKnownHosts, target, bytes)
  }

  close(): void {
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

import type { ConnectRequest, Deadlines, OfferedKey } from './carrier.ts'
import type { Connection } from './connection.ts'
import type { Destination } from './destination.ts'
import { cancelled, onTheWay } from './failures.ts'
import { recordsFor } from './host-keys.ts'
import type { KeyRing } from './key-ring.ts'
import type { HostRecord } from './known-hosts.ts'
import type { SecretStore } from './secrets.ts'
import type { LinkSource } from './ssh-link.ts'
import { ssh2Carrier } from './ssh2/carrier.ts'

export interface WayConfig {
  readonly secrets: SecretStore
  readonly keys: KeyRing
  readonly ownKnownHosts: string
  readonly sshAuthSock?: string
  readonly deadlines: Deadlines
}

/** One agent's connection: at most one at a time, shared by those who wait for it. */
export class Way implements LinkSource {
  readonly #agent: Destination
  readonly #config: WayConfig
  readonly #before: Way | undefined
  #connecting: Promise<Connection> | undefined
  #connection: Connection | undefined
  #closing: AbortController | undefined

  /** `before` is the way to the last host on the way; absent: the agent is connected to itself. */
  constructor(agent: Destination, config: WayConfig, before?: Way) {
    this.#agent = agent
    this.#config = config
    this.#before = before
  }

  async connection(signal?: AbortSignal): Promise<Connection> {
    if (signal?.aborted) throw this.#cancelled()
    if (this.#connection && !this.#connection.lost) return this.#connection
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined
    })
    return signal ? this.#unlessAborted(this.#connecting, signal) : this.#connecting
  }

  async #connect(): Promise<Connection> {
    this.#closing = new AbortController()
    const { signal } = this.#closing
    const request = await this.#request(signal)
    if (signal.aborted) throw this.#cancelled()
    this.#connection = await ssh2Carrier.connect(request)
    return this.#connection
  }

  /** The host key that the agent's server offers, with all that is on record about it. */
  async offeredHostKey(): Promise<OfferedKey & { records: readonly HostRecord[] }> {
    const request = await this.#request(new AbortController().signal)
    return { ...(await ssh2Carrier.offeredHostKey(request)), records: request.records }
  }

  async #request(signal: AbortSignal): Promise<ConnectRequest> {
    const { ownKnownHosts, sshAuthSock = process.env.SSH_AUTH_SOCK, deadlines, keys } = this.#config
    const [records, before] = await Promise.all([
      recordsFor(this.#agent, ownKnownHosts),
      this.#before && this.#hop(this.#before),
    ])
    return { agent: this.#agent, records, deadlines, sshAuthSock, keys, signal, before }
  }

  async #hop(before: Way): Promise<Connection> {
    try {
      return await before.connection()
    } catch (error) {
      throw onTheWay(error, before.#agent, this.#agent)
    }
  }

  /** One who gives up leaves at once; the connection is made for the others. */
  #unlessAborted(work: Promise<Connection>, signal: AbortSignal): Promise<Connection> {
    const { promise, resolve, reject } = Promise.withResolvers<Connection>()
    const leave = () => reject(this.#cancelled())
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject)
    return promise.finally(() => signal.removeEventListener('abort', leave))
  }

  #cancelled() {
    return cancelled(this.#agent, 'Nothing was changed.')
  }

  sudoPassword(): string | undefined {
    return this.#config.secrets.find({ kind: 'sudo-password', of: this.#agent.name })
  }

  close(): void {
    this.#closing?.abort()
    this.#connection?.close()
  }
}

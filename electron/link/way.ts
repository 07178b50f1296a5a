import { type Failure, toFailure } from '../contract/failure.ts'
import type { ConnectRequest, Deadlines, OfferedKey } from './carrier.ts'
import type { Connection } from './connection.ts'
import type { Destination } from './destination.ts'
import { cancelled, onTheWay } from './failures.ts'
import { recordsFor } from './host-keys.ts'
import type { HostRecord } from './known-hosts.ts'
import { type Credentials, Login } from './login.ts'
import { needsHands } from './login-failures.ts'
import type { LinkSource } from './ssh-link.ts'
import { ssh2Carrier } from './ssh2/carrier.ts'

export interface WayConfig {
  readonly credentials: Credentials
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
  #login: Login | undefined
  #held: Failure | undefined

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
    const held = this.#heldBack()
    if (held) throw held
    this.#closing = new AbortController()
    const { signal } = this.#closing
    const request = await this.#request(signal)
    const { login } = request
    try {
      if (signal.aborted) throw this.#cancelled()
      this.#connection = await ssh2Carrier.connect(request)
      this.#login = login
      return this.#connection
    } catch (error) {
      const failure = toFailure(error, this.#agent.name)
      if (login.needsWish && !signal.aborted) this.#held = failure
      throw failure
    } finally {
      login.end()
    }
  }

  /** Why not to connect by itself: it would ask the operator again, or count against an account. */
  #heldBack(): Failure | undefined {
    const lost = this.#connection?.lost && this.#login?.interactive ? this.#connection : undefined
    this.#held ??= lost && needsHands(this.#agent, lost.lostFailure('Nothing was changed.'))
    return this.#held
  }

  /** The host key that the agent's server offers, with all that is on record about it. */
  async offeredHostKey(): Promise<OfferedKey & { records: readonly HostRecord[] }> {
    const request = await this.#request(new AbortController().signal)
    return { ...(await ssh2Carrier.offeredHostKey(request)), records: request.records }
  }

  async #request(signal: AbortSignal): Promise<ConnectRequest> {
    const { ownKnownHosts, credentials, deadlines } = this.#config
    const sshAuthSock =
      this.#agent.identityAgent ?? this.#config.sshAuthSock ?? process.env.SSH_AUTH_SOCK
    const [records, before] = await Promise.all([
      recordsFor(this.#agent, ownKnownHosts),
      this.#before && this.#hop(this.#before),
    ])
    const login = new Login(this.#agent, credentials, signal)
    return { agent: this.#agent, records, deadlines, sshAuthSock, login, signal, before }
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
    const { secrets } = this.#config.credentials
    return secrets.find({ kind: 'sudo-password', of: this.#agent.name })
  }

  /** By the operator's wish, so that the next who needs it connects anew and may ask again. */
  close(): void {
    this.#closing?.abort()
    this.#connection?.close()
    this.#connection = undefined
    this.#held = undefined
  }
}

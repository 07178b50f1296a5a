import type { ConnectionState } from '../contract/connections.ts'
import { type Failure, toFailure } from '../contract/failure.ts'
import type { Ramp } from './approach.ts'
import { BackOff } from './back-off.ts'
import type { ConnectRequest, Deadlines, OfferedKey } from './carrier.ts'
import type { Connection } from './connection.ts'
import type { ConnectionStates } from './connection-states.ts'
import type { Destination } from './destination.ts'
import { cancelled, onTheWay } from './failures.ts'
import { recordsFor } from './host-keys.ts'
import type { HostRecord } from './known-hosts.ts'
import { type Credentials, Login } from './login.ts'
import { needsHands } from './login-failures.ts'
import { RootAccess } from './root-access.ts'
import type { LinkSource } from './ssh-link.ts'
import { ssh2Carrier } from './ssh2/carrier.ts'

export interface WayConfig {
  readonly credentials: Credentials
  readonly ownKnownHosts: string
  readonly sshAuthSock?: string
  readonly deadlines: Deadlines
  readonly ramp: Ramp
  readonly states: ConnectionStates
}

/** One agent's connection: at most one at a time, shared by those who wait for it. */
export class Way implements LinkSource {
  readonly root: RootAccess
  readonly #agent: Destination
  readonly #config: WayConfig
  readonly #before: Way | undefined
  #connecting: Promise<Connection> | undefined
  #connection: Connection | undefined
  #closing: AbortController | undefined
  #login: Login | undefined
  #held: Failure | undefined
  #lastFailure: Failure | undefined
  #usedAt = 0
  readonly #backOff = new BackOff()

  /** `before` is the way to the last host on the way; absent: the agent is connected to itself. */
  constructor(agent: Destination, config: WayConfig, before?: Way) {
    this.#agent = agent
    this.#config = config
    this.root = new RootAccess(agent, config.credentials.secrets, config.credentials.prompter)
    this.#before = before
  }

  async connection(signal?: AbortSignal): Promise<Connection> {
    if (signal?.aborted) throw this.#cancelled()
    this.#usedAt = Date.now()
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
    try {
      const connection = await this.#config.ramp.connect(ssh2Carrier, () => this.#request(signal))
      this.#connection = connection
      this.#backOff.reset()
      this.#report({ state: 'ready', failures: 0, failure: undefined, until: undefined })
      return connection
    } catch (error) {
      throw signal.aborted ? this.#cancelled() : this.#failed(toFailure(error, this.#agent.name))
    }
  }

  #failed(failure: Failure): Failure {
    this.#backOff.failed(Date.now())
    if (this.#login?.needsWish) this.#held = failure
    const { failures, until } = this.#backOff
    const about = { failure: failure.data, failures }
    if (this.#held) this.#report({ ...about, state: 'failed', until: undefined })
    else this.#report({ ...about, state: 'backing-off', until })
    this.#lastFailure = failure
    return failure
  }

  /** Why not to connect now: too soon, or it would ask the operator or count against an account. */
  #heldBack(): Failure | undefined {
    const lost = this.#connection?.lost && this.#login?.interactive ? this.#connection : undefined
    if (lost && !this.#held) {
      this.#held = needsHands(this.#agent, lost.lostFailure('Nothing was changed.'))
      this.#report({ state: 'failed', failure: this.#held.data })
    }
    return this.#held ?? (Date.now() < this.#backOff.until ? this.#lastFailure : undefined)
  }

  /** Of agents alone: a host on the way is part of the way to each. */
  #report(change: Parameters<ConnectionStates['set']>[1]): void {
    if (this.#agent.hop === undefined) this.#config.states.set(this.#agent.name, change)
  }

  /** Closes a connection that nothing needs now, unless the operator's hands made it. */
  recycle(isOld: (openedAt: number, usedAt: number) => boolean): void {
    const connection = this.#connection
    if (!connection || connection.lost || connection.busy || this.#login?.interactive) return
    if (!isOld(connection.openedAt, this.#usedAt)) return
    connection.close()
    this.#report({ state: 'idle' })
  }

  /** The host key that the agent's server offers, with all that is on record about it. */
  async offeredHostKey(): Promise<OfferedKey & { records: readonly HostRecord[] }> {
    const request = await this.#request(new AbortController().signal, () => {})
    return { ...(await ssh2Carrier.offeredHostKey(request)), records: request.records }
  }

  async #request(
    signal: AbortSignal,
    report = (state: ConnectionState) => this.#report({ state }),
  ): Promise<ConnectRequest> {
    const { ownKnownHosts, credentials, deadlines } = this.#config
    const sshAuthSock =
      this.#agent.identityAgent ?? this.#config.sshAuthSock ?? process.env.SSH_AUTH_SOCK
    const [records, before] = await Promise.all([
      recordsFor(this.#agent, ownKnownHosts),
      this.#before && this.#hop(this.#before),
    ])
    const login = new Login(this.#agent, credentials, signal)
    login.events = { waiting: (isSo) => report(isSo ? 'waiting-for-you' : 'connecting') }
    this.#login = login
    return { agent: this.#agent, records, deadlines, sshAuthSock, login, report, signal, before }
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

  /** The operator wishes another attempt, here and on the way. */
  #begin(): void {
    this.#held = undefined
    this.#backOff.reset()
    if (this.#before) this.#before.#begin()
  }

  /** By the operator's wish, so that the next who needs it connects anew and may ask again. */
  close(): void {
    this.#closing?.abort()
    this.#connection?.close()
    this.#connection = undefined
    this.#begin()
    this.#report({ state: 'idle', failures: 0, failure: undefined, until: undefined })
  }
}

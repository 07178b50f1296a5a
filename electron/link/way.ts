import type { CarrierName } from '../contract/agent.ts'
import type { ConnectionState } from '../contract/connections.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { Ramp } from './approach.ts'
import { BackOff } from './back-off.ts'
import type { Carrier, ConnectRequest, Deadlines, OfferedKey } from './carrier.ts'
import { type CarrierChoice, carrierFacts, whyOpenSsh } from './carrier-choice.ts'
import type { Connection } from './connection.ts'
import type { ConnectionStates } from './connection-states.ts'
import type { Destination } from './destination.ts'
import { cancelled, onTheWay } from './failures.ts'
import { recordsFor } from './host-keys.ts'
import { Login } from './login.ts'
import { needsHands } from './login-failures.ts'
import type { Credentials } from './login-talk.ts'
import { openSshCarrier } from './openssh/carrier.ts'
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

const carriers: Record<CarrierName, Carrier> = { ssh2: ssh2Carrier, openssh: openSshCarrier }

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
  /** Old ones that someone still needs. */
  readonly #retired = new Set<Connection>()
  readonly #backOff = new BackOff()
  readonly #variants = new Map<CarrierName, Way>()
  #choice: CarrierChoice | undefined
  /** What the library could not agree on with this server. */
  #unfit: string | undefined

  /** `before` is the way to the last host on the way; absent: the agent is connected to itself. */
  constructor(agent: Destination, config: WayConfig, before?: Way) {
    this.#agent = agent
    this.#config = config
    this.root = new RootAccess(agent, config.credentials.secrets, config.credentials.prompter)
    this.#before = before
  }

  /** The carrier of the last connection that was asked for; undefined: none was yet. */
  get choice(): CarrierChoice | undefined {
    return this.#choice
  }

  /** The same way by one carrier, which a host on the way has to share with the agent behind it. */
  #by(name: CarrierName): Way {
    const known =
      this.#variants.get(name) ??
      new Way({ ...this.#agent, carrier: name }, this.#config, this.#before)
    this.#variants.set(name, known)
    return known
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
    try {
      const connection = await this.#byCarrier((choice) => {
        if (signal.aborted) throw this.#cancelled()
        this.#choice = choice
        this.#report({ carrier: choice })
        const { name } = choice
        return this.#config.ramp.connect(carriers[name], () => this.#request(name, signal))
      })
      this.#connection = connection
      this.#backOff.reset()
      this.#report({ state: 'ready', failures: 0, failure: undefined, until: undefined })
      return connection
    } catch (error) {
      throw signal.aborted ? this.#cancelled() : this.#failed(toFailure(error, this.#agent.name))
    }
  }

  /** With the carrier of choice; where the library and the server cannot agree, with the other. */
  async #byCarrier<T>(work: (choice: CarrierChoice) => Promise<T>): Promise<T> {
    const choice = await this.#choose()
    try {
      return await work(choice)
    } catch (error) {
      if (this.#set() === 'ssh2') throw await this.#namingOther(error)
      const unfit = error instanceof Failure && error.data.code === 'carrier-unfit'
      if (!unfit || choice.name === 'openssh') throw error
      this.#unfit = error.data.message
      return work(await this.#choose())
    }
  }

  #set() {
    return this.#agent.carrier ?? 'auto'
  }

  /** One carrier goes all the way. */
  async #choose(): Promise<CarrierChoice> {
    const set = this.#set()
    if (set !== 'auto') return { name: set, reason: 'it is set for this agent' }
    const why = this.#unfit ?? (await this.#whyOpenSsh())
    if (why) return { name: 'openssh', reason: why }
    return { name: 'ssh2', reason: 'nothing is asked for that the library cannot do' }
  }

  async #whyOpenSsh(): Promise<string | undefined> {
    const before = this.#before && (await this.#before.#whyOpenSsh())
    if (before) return before
    const records = await recordsFor(this.#agent, this.#knownHostsFiles())
    return whyOpenSsh(await carrierFacts(this.#agent, records, this.#sshAuthSock()))
  }

  /** A login or a host key that failed for something that the other carrier can do. */
  async #namingOther(error: unknown): Promise<unknown> {
    if (!(error instanceof Failure)) return error
    const { code, advice } = error.data
    if (code !== 'login-failed' && code !== 'host-key-unknown') return error
    const why = await this.#whyOpenSsh()
    if (!why) return error
    return error.with({ advice: `ssh2 was set, but ${why}: choose the carrier openssh. ${advice}` })
  }

  #failed(failure: Failure): Failure {
    this.#backOff.failed(Date.now())
    if (this.#login?.talk.needsWish) this.#held = failure
    const { failures, until } = this.#backOff
    const about = { failure: failure.data, failures }
    if (this.#held) this.#report({ ...about, state: 'failed', until: undefined })
    else this.#report({ ...about, state: 'backing-off', until })
    this.#lastFailure = failure
    return failure
  }

  /** Why not to connect now: too soon, or it would ask the operator or count against an account. */
  #heldBack(): Failure | undefined {
    const lost =
      this.#connection?.lost && this.#login?.talk.interactive ? this.#connection : undefined
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

  /** The ways to the hosts on this one. */
  get hosts(): Way[] {
    return this.#before ? [this.#before, ...this.#before.hosts] : []
  }

  /**
   * Gives up a connection that nothing has needed since then, or that was opened before that, unless
   * the operator's hands made it: the next who needs one gets another.
   */
  recycle(unusedSince: number, openedBefore: number): void {
    for (const variant of this.#variants.values()) variant.recycle(unusedSince, openedBefore)
    const connection = this.#connection
    if (!connection || connection.lost || this.#login?.talk.interactive) return
    // The operator would be asked again for what was typed for this one.
    const old = connection.openedAt < openedBefore && !this.root.typedFor(connection)
    if (old || connection.usedAt < unusedSince) this.#retire(connection)
  }

  /** It is needed no more once those behind it are gone. */
  retire(): void {
    for (const variant of this.#variants.values()) variant.retire()
    if (this.#connection) this.#retire(this.#connection)
  }

  #retire(connection: Connection): void {
    this.#connection = undefined
    this.#retired.add(connection)
    void connection.ended.then(() => {
      this.#retired.delete(connection)
      if (!this.#connection && !this.#connecting) this.#report({ state: 'idle' })
    })
    connection.retire()
  }

  /** The host key that the agent's server offers, with all that is on record about it. */
  async offeredHostKey(): Promise<OfferedKey> {
    const { signal } = new AbortController()
    return this.#byCarrier(async ({ name }) => {
      const request = await this.#request(name, signal, () => {})
      const { before } = request
      const looking = () => carriers[name].offeredHostKey(request)
      return before ? before.during(looking) : looking()
    })
  }

  async #request(
    name: CarrierName,
    signal: AbortSignal,
    report = (state: ConnectionState) => this.#report({ state }),
  ): Promise<ConnectRequest> {
    const { credentials, deadlines } = this.#config
    const knownHostsFiles = this.#knownHostsFiles()
    const sshAuthSock = this.#sshAuthSock()
    const records = await recordsFor(this.#agent, knownHostsFiles)
    // Last, so that whoever gets the request holds on to it before it can be recycled.
    const before = this.#before && (await this.#hop(this.#before.#by(name)))
    const login = new Login(this.#agent, credentials, signal)
    login.talk.events = { waiting: (isSo) => report(isSo ? 'waiting-for-you' : 'connecting') }
    this.#login = login
    return {
      ...{ agent: this.#agent, records, knownHostsFiles, deadlines, sshAuthSock },
      ...{ login, report, signal, before },
    }
  }

  #knownHostsFiles(): string[] {
    return [...this.#agent.knownHostsFiles, this.#config.ownKnownHosts]
  }

  #sshAuthSock(): string | undefined {
    return this.#agent.identityAgent ?? this.#config.sshAuthSock ?? process.env.SSH_AUTH_SOCK
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
    for (const variant of this.#variants.values()) variant.#begin()
  }

  /** By the operator's wish, so that the next who needs it connects anew and may ask again. */
  close(): void {
    this.#closing?.abort()
    for (const connection of [this.#connection, ...this.#retired]) connection?.close()
    for (const variant of this.#variants.values()) variant.close()
    this.#connection = undefined
    this.#begin()
    this.#report({ state: 'idle', failures: 0, failure: undefined, until: undefined })
  }
}

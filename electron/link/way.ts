import type { Duplex } from 'node:stream'
import { toFailure } from '../contract/failure.ts'
import { type Connection, connect, type Deadlines } from './connection.ts'
import type { Destination } from './destination.ts'
import { cancelled, onTheWay } from './failures.ts'
import { recordsFor } from './host-keys.ts'
import { loginOptions } from './login.ts'
import type { LinkSource } from './ssh-link.ts'

export interface WayConfig {
  readonly secrets: { sudoPassword(agent: string): string | undefined }
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
    const { ownKnownHosts, sshAuthSock, deadlines } = this.#config
    this.#closing = new AbortController()
    const { signal } = this.#closing
    const [records, login] = await Promise.all([
      recordsFor(this.#agent, ownKnownHosts),
      loginOptions(this.#agent, sshAuthSock ?? process.env.SSH_AUTH_SOCK),
    ])
    // Last, so that nothing else can fail and leave it open.
    const socket = await this.socket()
    if (signal.aborted) {
      socket?.destroy()
      throw this.#cancelled()
    }
    this.#connection = await connect(this.#agent, records, login, deadlines, signal, socket)
    return this.#connection
  }

  /** A stream to the agent's server through the hosts on the way; undefined: there are none. */
  async socket(): Promise<Duplex | undefined> {
    if (!this.#before) return undefined
    const { host, port, name } = this.#agent
    const jump = this.#before.#agent
    try {
      return await (await this.#before.connection()).dial(host, port)
    } catch (error) {
      throw onTheWay(toFailure(error, name), `${jump.host} port ${jump.port}`, `${host}:${port}`)
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
    return this.#config.secrets.sudoPassword(this.#agent.name)
  }

  close(): void {
    this.#closing?.abort()
    this.#connection?.close()
  }
}

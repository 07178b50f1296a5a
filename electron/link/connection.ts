import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Failure } from '../contract/failure.ts'
import { ChannelRefused, type CommandChannel, type Wire } from './carrier.ts'
import type { Destination } from './destination.ts'
import { connectionLost } from './failures.ts'
import { Slots } from './slots.ts'

/** So often a channel is asked for when no other of this connection is open. */
const alonePatience = 5

/** sshd allows ten sessions on a connection unless told otherwise; some are left for others. */
const channelCap = 6

/** One verified, logged-in SSH connection, shared by all commands for an agent. */
export class Connection {
  readonly wire: Wire
  readonly agent: Destination
  readonly #openDeadline: number
  readonly #slots = new Slots(channelCap)
  readonly openedAt = Date.now()
  readonly #streams = new Set<Duplex>()
  readonly #ended = Promise.withResolvers<void>()
  #users = 0
  #usedAt = Date.now()
  #retired = false
  #lost = false
  #cause: Error | undefined

  /** For carriers; the wire is ready. `openDeadline` is for each channel, ms. */
  constructor(agent: Destination, wire: Wire, openDeadline: number) {
    this.wire = wire
    this.agent = agent
    this.#openDeadline = openDeadline
    wire.onEnd((cause) => this.#end(cause))
  }

  #end(cause?: Error): void {
    this.#lost = true
    this.#cause ??= cause
    this.#cut()
    this.#ended.resolve()
  }

  /** What was dialled does not outlive the connection. */
  #cut(): void {
    const lost = this.#cause ?? new Error('the connection was closed')
    for (const stream of this.#streams) stream.destroy(lost)
  }

  /** No command can be started on it any more. */
  get lost(): boolean {
    return this.#lost
  }

  /** Whether something needs it: work, a command that runs, a stream that was dialled. */
  get busy(): boolean {
    return this.#users + this.#slots.held + this.#streams.size > 0
  }

  /** When it was last needed. */
  get usedAt(): number {
    return this.busy ? Date.now() : this.#usedAt
  }

  /** Resolves when it has been closed, or was lost. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  /** Does work that needs it, be there a command on it at every moment or not. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#users++
    try {
      return await work()
    } finally {
      this.#users--
      this.#left()
    }
  }

  /** Closes it when nothing needs it any more; nothing new is to be begun on it. */
  retire(): void {
    this.#retired = true
    this.#left()
  }

  #left(): void {
    this.#usedAt = Date.now()
    if (this.#retired && !this.busy) this.close()
  }

  /** What to throw for a command that the end of the connection cut off. */
  lostFailure(changed: string): Failure {
    return connectionLost(this.agent, changed, this.#cause)
  }

  /**
   * Starts a command line; `begin` gets its channel at once. `release` must be called when the
   * channel has closed. `changed` is what a failure says when the server may have the command.
   */
  async open<T>(
    line: string,
    begin: (channel: CommandChannel) => T,
    changed: string,
    signal?: AbortSignal,
    terminal = false,
  ): Promise<Started<T>> {
    for (let refusals = 0; ; ) {
      const slot = await this.#slots.take(signal)
      try {
        const command = await this.#inTime(this.wire.exec(line, begin, terminal), 'no channel')
        const release = () => {
          slot.release()
          this.#left()
        }
        return { command, release }
      } catch (error) {
        const refused = error instanceof ChannelRefused
        if (refused && this.#slots.held > 1) {
          // A server with a lower MaxSessions: fewer at a time from now on, and this one waits.
          slot.drop()
        } else if (refused && ++refusals < alonePatience) {
          // The server counts a session that has ended until it has reaped its process.
          slot.release()
          await pause(100 * refusals)
        } else {
          slot.release()
          throw this.#giveUp(error as Error, refused ? 'Nothing was changed.' : changed)
        }
      }
    }
  }

  #giveUp(cause: Error, changed: string): Failure {
    this.#end(cause)
    this.close()
    return this.lostFailure(changed)
  }

  /** A half-open socket never calls back. */
  #inTime<T>(opening: Promise<T>, what: string): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const timer = setTimeout(
      () => reject(new Error(`the server opened ${what} in time`)),
      this.#openDeadline,
    )
    opening.then(resolve, reject)
    return promise.finally(() => clearTimeout(timer))
  }

  /** A stream to a port that the server can reach: the next hop of a way, or an agent's HTTP. */
  async dial(host: string, port: number): Promise<Duplex> {
    const stream = await this.#inTime(this.wire.dial(host, port), 'no way on')
    this.#streams.add(stream)
    stream.once('close', () => {
      this.#streams.delete(stream)
      this.#left()
    })
    // Who has it listens; one that was cut off before is told by the next use of it.
    stream.on('error', () => {})
    if (this.#lost) this.#cut()
    return stream
  }

  close(): void {
    this.wire.close()
    this.#end()
  }
}

export interface Started<T> {
  readonly command: T
  readonly release: () => void
}

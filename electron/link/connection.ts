import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { ClientChannel, ConnectConfig } from 'ssh2'
import ssh2 from 'ssh2'
import type { Agent, HostKey } from '../contract/agent.ts'
import type { Failure } from '../contract/failure.ts'
import { cancelled, connectFailure, connectionLost, connectTimeout } from './failures.ts'
import { describeHostKey, hostKeyFailure, preferRecorded } from './host-keys.ts'
import type { HostRecord } from './known-hosts.ts'
import { Slots } from './slots.ts'

/** How long each part may take, ms. */
export interface Deadlines {
  readonly connect: number
  /** For the server to open a channel and start the command. */
  readonly open: number
  /** A dead connection is noticed after three of these. */
  readonly keepalive: number
}

export const defaultDeadlines: Deadlines = { connect: 10_000, open: 10_000, keepalive: 15_000 }

/** So often a channel is asked for when no other of this connection is open. */
const alonePatience = 5

/** sshd allows ten sessions on a connection unless told otherwise; some are left for others. */
const channelCap = 6

type LoginOptions = Pick<ConnectConfig, 'privateKey' | 'agent' | 'authHandler'>

/** The server refused to open a channel, as it does when the connection has too many. */
class ChannelRefused extends Error {}

/** One verified, logged-in SSH connection, shared by all commands for an agent. */
export class Connection {
  readonly #agent: Agent
  readonly #client: ssh2.Client
  readonly #openDeadline: number
  readonly #slots = new Slots(channelCap)
  #lost = false
  #cause: Error | undefined

  /** For `connect`; the client is ready. */
  constructor(agent: Agent, client: ssh2.Client, openDeadline: number) {
    this.#agent = agent
    this.#client = client
    this.#openDeadline = openDeadline
    client.on('error', (error) => this.#end(error))
    client.on('end', () => this.#end())
    client.on('close', () => this.#end())
  }

  #end(cause?: Error): void {
    this.#lost = true
    this.#cause ??= cause
  }

  /** No command can be started on it any more. */
  get lost(): boolean {
    return this.#lost
  }

  /** What to throw for a command that the end of the connection cut off. */
  lostFailure(changed: string): Failure {
    return connectionLost(this.#agent, changed, this.#cause)
  }

  /**
   * Starts a command line. `begin` gets the channel at once: a short command's exit status may come
   * in the same packet, and nobody would be listening later. `release` must be called when the
   * channel has closed. `changed` is what a failure says when the server may have the command.
   */
  async open<T>(
    line: string,
    begin: (channel: ClientChannel) => T,
    changed: string,
    signal?: AbortSignal,
  ): Promise<Started<T>> {
    for (let refusals = 0; ; ) {
      const slot = await this.#slots.take(signal)
      try {
        return { command: await this.#exec(line, begin), release: slot.release }
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

  #exec<T>(line: string, begin: (channel: ClientChannel) => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    // A half-open socket never calls back.
    const timer = setTimeout(
      () => reject(new Error('the server opened no channel in time')),
      this.#openDeadline,
    )
    try {
      this.#client.exec(line, (error, channel) => {
        if (error) reject('reason' in error ? new ChannelRefused(error.message) : error)
        else resolve(begin(channel))
      })
    } catch (error) {
      reject(error)
    }
    return promise.finally(() => clearTimeout(timer))
  }

  /** A stream to a port that the server can reach: the next hop of a way. */
  dial(host: string, port: number): Promise<Duplex> {
    const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
    const timer = setTimeout(
      () => reject(new Error('the jump host opened no way on in time')),
      this.#openDeadline,
    )
    this.#client.forwardOut('127.0.0.1', 0, host, port, (error, stream) => {
      if (error) reject(error)
      else resolve(stream)
    })
    return promise.finally(() => clearTimeout(timer))
  }

  close(): void {
    this.#lost = true
    this.#client.destroy()
  }
}

export interface Started<T> {
  readonly command: T
  readonly release: () => void
}

/**
 * Connects and logs in, if the server's host key is on record; the signal gives up half-way. `socket`
 * leads to the server through others; without one it is connected to.
 */
export async function connect(
  agent: Agent,
  records: readonly HostRecord[],
  login: LoginOptions,
  deadlines: Deadlines,
  signal: AbortSignal,
  socket?: Duplex,
): Promise<Connection> {
  const client = new ssh2.Client()
  let refused: Failure | undefined
  const options = handshakeOptions(agent, records, deadlines, (key) => {
    if (key.verdict !== 'trusted') refused = hostKeyFailure(agent, key, records)
    return !refused
  })
  await settled<void>(agent, client, deadlines.connect, (done, fail) => {
    signal.addEventListener('abort', () => fail(cancelled(agent, 'Nothing was changed.')))
    client.on('ready', () => done())
    client.on('error', (error) => fail(refused ?? connectFailure(agent, error)))
    client.connect({ ...options, ...login, ...(socket && { sock: socket }) })
  })
  if (!socket) client.setNoDelay(true)
  return new Connection(agent, client, deadlines.open)
}

/** The host key that the server offers, seen without logging in. */
export async function offeredHostKey(
  agent: Agent,
  records: readonly HostRecord[],
  deadlines: Deadlines,
  socket?: Duplex,
): Promise<{ key: HostKey; bytes: Buffer }> {
  const client = new ssh2.Client()
  try {
    return await settled(agent, client, deadlines.connect, (done, fail) => {
      client.on('error', (error) => fail(connectFailure(agent, error)))
      const options = handshakeOptions(agent, records, deadlines, (key, bytes) => {
        done({ key, bytes })
        return false
      })
      client.connect({ ...options, ...(socket && { sock: socket }) })
    })
  } finally {
    client.destroy()
  }
}

function handshakeOptions(
  agent: Agent,
  records: readonly HostRecord[],
  deadlines: Deadlines,
  accept: (key: HostKey, bytes: Buffer) => boolean,
): ConnectConfig {
  const preferred = preferRecorded(records)
  return {
    host: agent.host,
    port: agent.port,
    username: agent.user,
    keepaliveInterval: deadlines.keepalive,
    keepaliveCountMax: 3,
    // The deadline is kept here, over name lookup too.
    readyTimeout: 0,
    hostVerifier: (bytes: Buffer) => accept(describeHostKey(agent, records, bytes), bytes),
    ...(preferred && { algorithms: { serverHostKey: preferred } }),
  }
}

/** Waits for a handshake to come out one way or the other; a failed one leaves no socket. */
async function settled<T>(
  agent: Agent,
  client: ssh2.Client,
  deadlineMs: number,
  start: (done: (value: T) => void, fail: (failure: Failure) => void) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<T>((resolve, reject) => {
      timer = setTimeout(() => reject(connectTimeout(agent)), deadlineMs)
      client.on('close', () => reject(connectFailure(agent, new Error('closed by the server'))))
      start(resolve, reject)
    })
  } catch (error) {
    client.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

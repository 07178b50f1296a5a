import type { Duplex } from 'node:stream'
import type { HostKey } from '../contract/agent.ts'
import type { ConnectionState } from '../contract/connections.ts'
import type { Connection } from './connection.ts'
import type { Destination } from './destination.ts'
import type { HostRecord } from './known-hosts.ts'
import type { Login } from './login.ts'

/** How long each part may take, ms. */
export interface Deadlines {
  readonly connect: number
  /** For the server to open a channel and start the command. */
  readonly open: number
  /** A dead connection is noticed after three of these. */
  readonly keepalive: number
}

export const defaultDeadlines: Deadlines = { connect: 10_000, open: 10_000, keepalive: 15_000 }

/** A server to reach, what is known of its host key, and the way there. */
export interface ConnectRequest {
  readonly agent: Destination
  /** What these known_hosts files say of its host key. */
  readonly records: readonly HostRecord[]
  readonly knownHostsFiles: readonly string[]
  readonly deadlines: Deadlines
  /** Socket of the ssh-agent; absent or empty: there is none. */
  readonly sshAuthSock: string | undefined
  /** How to log in, and the way to the operator for what that takes. */
  readonly login: Login
  /** Told how far it is. */
  readonly report: (state: ConnectionState) => void
  /** Gives up half-way. */
  readonly signal: AbortSignal
  /** The connection to the last host on the way, by the same carrier; absent: there are none. */
  readonly before: Connection | undefined
}

/** What makes connections: the ssh2 library, or the system's own ssh. All above is the same. */
export interface Carrier {
  /** Connects and logs in, if the server's host key is on record. */
  connect(request: ConnectRequest): Promise<Connection>
  /** The host key that the server offers, seen without logging in. */
  offeredHostKey(request: ConnectRequest): Promise<OfferedKey>
}

export interface OfferedKey {
  readonly key: HostKey
  readonly bytes: Buffer
}

/** A logged-in connection as its carrier gives it. */
export interface Wire {
  /** Called once, when nothing can be started on it any more. */
  onEnd(listener: (cause?: Error) => void): void
  /**
   * Starts a command line. `begin` gets the channel at once: a short command's exit status may come
   * in the same packet. With `terminal` stdout and stderr are a terminal's. Rejects with `ChannelRefused` when the server opens no channel; may never
   * settle on a half-open socket.
   */
  exec<T>(line: string, begin: (channel: CommandChannel) => T, terminal?: boolean): Promise<T>
  /** A stream to a port that the server can reach. */
  dial(host: string, port: number): Promise<Duplex>
  /**
   * For a carrier that reaches hosts behind this one through a command line: it connects stdin and
   * stdout to the host.
   */
  relayLine?(to: Destination): string
  close(): void
}

/** The server refused to open a channel, as it does when the connection has too many. */
export class ChannelRefused extends Error {}

/** A command's streams. `exit` comes before `close`, if the server tells the exit status at all. */
export interface CommandChannel {
  on(event: 'data', listener: (chunk: Buffer) => void): this
  on(event: 'exit', listener: (code: number | null, signal?: string) => void): this
  on(event: 'close', listener: () => void): this
  on(event: 'error', listener: (error: Error) => void): this
  readonly stderr: { on(event: 'data', listener: (chunk: Buffer) => void): unknown }
  write(chunk: string | Buffer): boolean
  end(chunk: string | Buffer): unknown
  /** Asks the server to end it; what the command did until then stays. */
  close(): void
}

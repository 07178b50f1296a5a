import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ChannelRefused, type CommandChannel, type Wire } from '../carrier.ts'
import type { Destination } from '../destination.ts'
import { type Field, Fields, PacketReader, packet } from '../packets.ts'
import { relayLine } from './arguments.ts'
import { MuxChannel, receiveWindow } from './channel.ts'
import { terminateMaster } from './mux.ts'

/** Message numbers of RFC 4254. */
const msg = {
  open: 90,
  openConfirmation: 91,
  openFailure: 92,
  windowAdjust: 93,
  data: 94,
  extendedData: 95,
  eof: 96,
  close: 97,
  request: 98,
  success: 99,
  failure: 100,
} as const

/** A channel that has been asked for; of a command until the server has started it. */
interface Entry {
  readonly line: string | undefined
  readonly terminal: boolean
  readonly resolve: (channel: MuxChannel) => void
  readonly reject: (error: Error) => void
  channel?: MuxChannel
  remote?: number
  exited?: boolean
}

/** A master process of the system's ssh, in proxy mode: its channels are ours to open. */
export class OpenSshWire implements Wire {
  readonly #controlPath: string
  readonly #socket: Socket
  readonly #reader = new PacketReader()
  readonly #channels = new Map<number, Entry>()
  #listener: ((cause?: Error) => void) | undefined
  #ended = false
  #next = 0

  /** `whyEnded` is asked when the master has gone without being told to. */
  constructor(controlPath: string, socket: Socket, whyEnded: () => string) {
    this.#controlPath = controlPath
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', () => {})
    socket.on('close', () => this.#end(new Error(whyEnded() || 'the ssh process has ended')))
  }

  onEnd(listener: (cause?: Error) => void): void {
    this.#listener = listener
  }

  async exec<T>(line: string, begin: (channel: CommandChannel) => T, terminal = false): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const started = (channel: MuxChannel) => resolve(begin(channel))
    this.#open({ line, terminal, resolve: started, reject }, 'session')
    return promise
  }

  async dial(host: string, port: number): Promise<Duplex> {
    const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
    const origin = ['127.0.0.1', 0] as const
    this.#open(
      { line: undefined, terminal: false, resolve, reject },
      'direct-tcpip',
      host,
      port,
      ...origin,
    )
    return promise
  }

  relayLine(to: Destination): string {
    return relayLine(this.#controlPath, to)
  }

  close(): void {
    if (!this.#ended) terminateMaster(this.#controlPath)
    this.#socket.destroy()
  }

  #open(entry: Entry, type: string, ...more: readonly Field[]): void {
    if (this.#ended) {
      entry.reject(new Error('the ssh process has ended'))
      return
    }
    const id = this.#next++
    this.#channels.set(id, entry)
    this.#send(msg.open, type, id, receiveWindow, 32_768, ...more)
  }

  #send(type: number, ...fields: readonly Field[]): void {
    if (this.#socket.writable) this.#socket.write(packet({ byte: 0 }, { byte: type }, ...fields))
  }

  #take(chunk: Buffer): void {
    try {
      for (const body of this.#reader.push(chunk)) this.#dispatch(new Fields(body))
    } catch (error) {
      this.#socket.destroy(error as Error)
    }
  }

  #dispatch(fields: Fields): void {
    fields.byte()
    const type = fields.byte()
    const id = fields.uint32()
    const entry = this.#channels.get(id)
    if (!entry) return
    switch (type) {
      case msg.openConfirmation:
        this.#confirmed(entry, fields)
        break
      case msg.openFailure:
        this.#channels.delete(id)
        entry.reject(new ChannelRefused(refusal(fields)))
        break
      case msg.success:
        if (entry.channel) entry.resolve(entry.channel)
        break
      case msg.failure:
        entry.reject(new Error('the server runs no commands for this user'))
        entry.channel?.close()
        break
      case msg.close:
        this.#channels.delete(id)
        entry.channel?.peerClosed()
        entry.reject(new Error('the server closed the channel'))
        break
      default:
        if (entry.channel) this.#onChannel(entry, entry.channel, type, fields)
    }
  }

  #confirmed(entry: Entry, fields: Fields): void {
    const remote = fields.uint32()
    const outlet = {
      data: (chunk: Buffer) => this.#send(msg.data, remote, chunk),
      adjust: (bytes: number) => this.#send(msg.windowAdjust, remote, bytes),
      eof: () => this.#send(msg.eof, remote),
      close: () => this.#send(msg.close, remote),
    }
    entry.remote = remote
    entry.channel = new MuxChannel(outlet, fields.uint32(), fields.uint32())
    if (entry.terminal) this.#send(msg.request, remote, 'pty-req', { byte: 0 }, ...terminalFields)
    if (entry.line === undefined) {
      // A port has one stream; the other would never come to its end if nobody read it.
      entry.channel.stderr.resume()
      entry.resolve(entry.channel)
    } else this.#send(msg.request, remote, 'exec', { byte: 1 }, entry.line)
  }

  #onChannel(entry: Entry, channel: MuxChannel, type: number, fields: Fields): void {
    switch (type) {
      case msg.data:
        channel.received('stdout', fields.bytes())
        break
      case msg.extendedData:
        fields.uint32()
        channel.received('stderr', fields.bytes())
        break
      case msg.windowAdjust:
        channel.adjusted(fields.uint32())
        break
      case msg.eof:
        channel.ended()
        break
      case msg.request:
        this.#requested(entry, channel, fields)
        break
    }
  }

  #requested(entry: Entry, channel: MuxChannel, fields: Fields): void {
    const what = fields.string()
    const wantsReply = fields.byte() !== 0
    if (what === 'exit-status' || what === 'exit-signal') {
      // The first one counts.
      if (entry.exited) return
      entry.exited = true
      if (what === 'exit-status') channel.emit('exit', fields.uint32())
      else channel.emit('exit', null, `SIG${fields.string()}`)
    }
    // A keepalive of the server's, say: any answer shows that someone is there.
    else if (wantsReply && entry.remote !== undefined) this.#send(msg.failure, entry.remote)
  }

  #end(cause: Error): void {
    if (this.#ended) return
    this.#ended = true
    this.#listener?.(cause)
    for (const entry of this.#channels.values()) {
      entry.reject(cause)
      entry.channel?.cut(cause)
    }
    this.#channels.clear()
  }
}

/** Its name; columns, rows and pixels, both ways; no modes of its own (RFC 4254 section 8). */
const terminalFields: readonly Field[] = ['vt100', 80, 24, 640, 480, Buffer.of(0)]

function refusal(fields: Fields): string {
  fields.uint32()
  return fields.string() || 'the server opened no channel'
}

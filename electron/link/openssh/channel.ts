import { Duplex, Readable } from 'node:stream'
import type { CommandChannel } from '../carrier.ts'

/** Bytes that the server may send before they are read. */
export const receiveWindow = 2 * 1024 * 1024

/** What a channel sends, through the connection that it is on. */
export interface ChannelOutlet {
  data(chunk: Buffer): void
  /** So many more bytes may come. */
  adjust(bytes: number): void
  eof(): void
  close(): void
}

/** A channel of RFC 4254: a command's streams with stderr beside, or a stream to a port. */
export class MuxChannel extends Duplex implements CommandChannel {
  readonly stderr: Readable
  readonly #outlet: ChannelOutlet
  readonly #maxPacket: number
  #window: number
  #waiting: { chunk: Buffer; done: (error?: Error | null) => void } | undefined
  /** Read, or at least taken out of the window, and not yet said so. */
  #owed = 0
  #full = { stdout: false, stderr: false }
  /** What the server may still send. */
  #allowed = receiveWindow
  #eof = false
  #closeSent = false
  #closed = false

  /** `window` and `maxPacket` are the server's: what may be sent to it. */
  constructor(outlet: ChannelOutlet, window: number, maxPacket: number) {
    // Only the server's CLOSE ends it: an exit status may come after both streams' end.
    super({ allowHalfOpen: true, autoDestroy: false })
    // Whoever has it listens; who was not given it yet is told otherwise.
    this.on('error', () => {})
    this.#outlet = outlet
    this.#window = window
    this.#maxPacket = Math.max(1, Math.min(maxPacket, 32_768))
    this.stderr = new Readable({ read: () => this.#drained('stderr') })
  }

  received(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    if (this.#eof) return
    this.#owed += chunk.length
    this.#allowed -= chunk.length
    if (this.#allowed < 0) {
      this.destroy(new Error('the server sends more than it may'))
      return
    }
    const target = stream === 'stdout' ? this : this.stderr
    if (!target.push(chunk)) this.#full[stream] = true
    this.#credit()
  }

  #drained(stream: 'stdout' | 'stderr'): void {
    this.#full[stream] = false
    this.#credit()
  }

  #credit(): void {
    if (this.#full.stdout || this.#full.stderr || this.#owed < receiveWindow / 2) return
    if (this.#closeSent) return
    this.#outlet.adjust(this.#owed)
    this.#allowed += this.#owed
    this.#owed = 0
  }

  ended(): void {
    if (this.#eof) return
    this.#eof = true
    this.push(null)
    this.stderr.push(null)
  }

  /** The server has closed it: what has come is still to be read. */
  peerClosed(): void {
    if (this.#closed) return
    this.#closed = true
    this.ended()
    this.#sendClose()
    let open = 2
    const gone = () => {
      if (--open === 0) this.destroy()
    }
    for (const stream of [this, this.stderr]) {
      if (stream.readableEnded || stream.destroyed) gone()
      else stream.once('end', gone)
    }
  }

  /** The connection is gone. */
  cut(cause: Error): void {
    this.#closeSent = true
    this.stderr.destroy()
    this.destroy(cause)
  }

  adjusted(bytes: number): void {
    this.#window += bytes
    this.#send()
  }

  override _read(): void {
    this.#drained('stdout')
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#waiting = { chunk, done }
    this.#send()
  }

  override _writev(parts: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#waiting = { chunk: Buffer.concat(parts.map(({ chunk }) => chunk)), done }
    this.#send()
  }

  #send(): void {
    while (this.#waiting && this.#window > 0) {
      const { chunk, done } = this.#waiting
      const part = chunk.subarray(0, Math.min(this.#window, this.#maxPacket))
      this.#window -= part.length
      if (!this.#closeSent) this.#outlet.data(part)
      if (part.length < chunk.length) {
        this.#waiting = { chunk: chunk.subarray(part.length), done }
      } else {
        this.#waiting = undefined
        done()
      }
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#closeSent) this.#outlet.eof()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#sendClose()
    this.#waiting = undefined
    done(error)
  }

  #sendClose(): void {
    if (this.#closeSent) return
    this.#closeSent = true
    this.#outlet.close()
  }

  close(): void {
    this.#sendClose()
  }
}

import { Duplex } from 'node:stream'
import type ssh2 from 'ssh2'

/**
 * A forwarded channel of the ssh2 library as a stream that can be destroyed: the library's own waits
 * for the server's word even then, and a connection that is gone never says it.
 */
export class PortStream extends Duplex {
  readonly #channel: ssh2.ClientChannel

  constructor(channel: ssh2.ClientChannel) {
    super({ allowHalfOpen: true })
    this.#channel = channel
    channel.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) channel.pause()
    })
    channel.on('end', () => this.push(null))
    channel.on('error', (error: Error) => this.destroy(error))
    channel.on('close', () => this.#closed())
  }

  /** What has come is still to be read. */
  #closed(): void {
    if (!this.readableEnded) this.push(null)
    if (this.writableLength > 0) this.destroy(new Error('the server closed the stream'))
    else this.end()
  }

  override _read(): void {
    this.#channel.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#channel.write(chunk, done)
  }

  override _writev(parts: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#channel.write(Buffer.concat(parts.map(({ chunk }) => chunk)), done)
  }

  override _final(done: () => void): void {
    this.#channel.end()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#channel.close()
    done(error)
  }
}

import type { Duplex } from 'node:stream'
import type ssh2 from 'ssh2'
import { ChannelRefused, type CommandChannel, type Wire } from '../carrier.ts'
import { PortStream } from './port-stream.ts'

/** A client of the ssh2 library that is ready. */
export class Ssh2Wire implements Wire {
  readonly #client: ssh2.Client

  constructor(client: ssh2.Client) {
    this.#client = client
  }

  onEnd(listener: (cause?: Error) => void): void {
    let ended = false
    const end = (cause?: Error) => {
      if (!ended) listener(cause)
      ended = true
    }
    this.#client.on('error', end)
    this.#client.on('end', () => end())
    this.#client.on('close', () => end())
  }

  exec<T>(line: string, begin: (channel: CommandChannel) => T, terminal = false): Promise<T> {
    // An exec that throws, on a client that has ended, rejects.
    return new Promise((resolve, reject) => {
      this.#client.exec(line, { pty: terminal }, (error, channel) => {
        if (error) reject('reason' in error ? new ChannelRefused(error.message) : error)
        else resolve(begin(channel))
      })
    })
  }

  dial(host: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      this.#client.forwardOut('127.0.0.1', 0, host, port, (error, stream) => {
        if (error) reject(error)
        else resolve(new PortStream(stream))
      })
    })
  }

  close(): void {
    this.#client.destroy()
  }
}

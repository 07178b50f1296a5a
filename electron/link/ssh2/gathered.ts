import type { Duplex } from 'node:stream'

/**
 * Makes what is written to a stream in one turn of the event loop one write: the ssh2 library writes
 * each packet in three parts, which would be three system calls, or three packets of the host before.
 * For a socket that connects, after it was told where to: connecting takes back what is set before.
 */
export function gathered<T extends Duplex>(stream: T): T {
  const write = stream.write as (...args: unknown[]) => boolean
  stream.write = (...args: unknown[]) => {
    if (stream.writableCorked === 0) {
      stream.cork()
      process.nextTick(() => stream.uncork())
    }
    return write.apply(stream, args)
  }
  return stream
}

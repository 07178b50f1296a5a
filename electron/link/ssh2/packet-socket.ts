import { connect, type Socket } from 'node:net'

/**
 * A TCP socket for the ssh2 library, which writes each packet in three parts: what is written in one
 * turn of the event loop goes out by one system call, and nothing waits for the server to acknowledge
 * what went before. It may still be connecting.
 */
export function packetSocket(to: { host: string; port: number }): Socket {
  const socket = connect({ ...to, noDelay: true })
  // Not a subclass: connecting puts the method of Node's own class in the place of another.
  const write = socket.write as (...args: unknown[]) => boolean
  socket.write = (...args: unknown[]) => {
    if (socket.writableCorked === 0) {
      socket.cork()
      process.nextTick(() => socket.uncork())
    }
    return write.apply(socket, args)
  }
  return socket
}

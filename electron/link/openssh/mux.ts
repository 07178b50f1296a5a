import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Fields, packet } from '../packets.ts'

/** Numbers of OpenSSH's multiplexing protocol (PROTOCOL.mux), version 4. */
const mux = { hello: 1, version: 4, terminate: 0x10000005, proxy: 0x1000000f, proxied: 0x8000000f }

/**
 * Connects to a master's control socket and puts the connection into proxy mode: from then on it
 * carries the channels' messages of SSH, their numbers kept apart from those of other clients.
 */
export async function proxySocket(path: string): Promise<Socket> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    socket.write(Buffer.concat([packet(mux.hello, mux.version), packet(mux.proxy, 0)]))
    const hello = new Fields(await message(socket))
    if (hello.uint32() !== mux.hello || hello.uint32() !== mux.version) {
      throw new Error('the system’s ssh speaks another multiplexing protocol')
    }
    if (new Fields(await message(socket)).uint32() !== mux.proxied) {
      throw new Error('the system’s ssh has no proxy mode: OpenSSH 7.4 or later is needed')
    }
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** One message, and not a byte of what follows. */
async function message(socket: Socket): Promise<Buffer> {
  const length = (await exactly(socket, 4)).readUInt32BE(0)
  return exactly(socket, Math.min(length, 65_536))
}

async function exactly(socket: Socket, bytes: number): Promise<Buffer> {
  for (;;) {
    const found: Buffer | null = socket.read(bytes)
    if (found) return found
    if (socket.readableEnded || socket.destroyed) throw new Error('ssh hung up')
    await Promise.race([once(socket, 'readable'), once(socket, 'end')])
  }
}

/** Ends a master and all that runs over it. */
export function terminateMaster(path: string): void {
  const socket = connect(path)
  // It may have ended already.
  socket.on('error', () => {})
  socket.on('data', () => {})
  socket.end(Buffer.concat([packet(mux.hello, mux.version), packet(mux.terminate, 0)]))
}

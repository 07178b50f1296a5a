import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import ssh2 from 'ssh2'
import { type Field, packet } from '../packets.ts'

/** A server that goes on talking and does nothing else, from a moment of the login on. */
export interface HostileServer {
  readonly port: number
  close(): void
}

/** When it begins: in place of its identification, of the key exchange, of what follows. */
type Moment = 'connected' | 'identified' | 'handshake' | 'authentication'

export interface Flood {
  readonly from: Moment
  /** Sent again and again: the message of SSH, or a line before the identification. */
  readonly message: Buffer
  /** Between two of them, ms; 0: as fast as they are taken off. */
  readonly every: number
}

/** Messages of RFC 4253 and RFC 4252 that may come at any time and mean nothing, with this text. */
export const idleMessages = {
  ignore: (text: string) => messageOf(2, text),
  debug: (text: string) => messageOf(4, { byte: 1 }, text, ''),
  banner: (text: string) => messageOf(53, text, ''),
} as const

/** The end of a connection, with these words. */
export const disconnect = (text: string) => packet({ byte: 1 }, 2, text, '').subarray(4)

function messageOf(type: number, ...fields: Field[]): Buffer {
  return packet({ byte: type }, ...fields).subarray(4)
}

/** Starts one on loopback. `hostKey` is the file of its key. */
export async function hostileServer(hostKey: string, flood: Flood): Promise<HostileServer> {
  const sockets = new Set<Socket>()
  const early = flood.from === 'connected' || flood.from === 'identified'
  const server = early ? plainServer(flood, sockets) : sshServer(hostKey, flood, sockets)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function plainServer(flood: Flood, sockets: Set<Socket>): Server {
  return createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.resume()
    if (flood.from === 'identified') socket.write('SSH-2.0-hostile\r\n')
    const bytes = flood.from === 'identified' ? unencrypted(flood.message) : flood.message
    repeat(socket, flood.every, () => socket.write(bytes))
  })
}

/** RFC 4253 section 6, before the key exchange: padded to eight bytes, with four of padding at least. */
function unencrypted(message: Buffer): Buffer {
  const padding = 4 + ((8 - ((5 + message.length + 4) % 8)) % 8)
  const head = Buffer.alloc(5)
  head.writeUInt32BE(1 + message.length + padding)
  head[4] = padding
  return Buffer.concat([head, message, Buffer.alloc(padding)])
}

/** The parts of the library that send a message; its types do not have them. */
interface Internals {
  readonly _sock: Socket
  readonly _protocol: {
    readonly _packetRW: {
      readonly write: {
        readonly allocStart: number
        alloc(bytes: number): Buffer
        finalize(packet: Buffer): Buffer
      }
    }
    readonly _cipher: { encrypt(packet: Buffer): void }
  }
}

function sshServer(hostKey: string, flood: Flood, sockets: Set<Socket>): ssh2.Server {
  return new ssh2.Server({ hostKeys: [readFileSync(hostKey)] }, (client) => {
    const { _sock: socket, _protocol: protocol } = client as unknown as Internals
    sockets.add(socket)
    client.on('error', () => {})
    const begin = () =>
      repeat(socket, flood.every, () => {
        const { write } = protocol._packetRW
        const whole = write.alloc(flood.message.length)
        flood.message.copy(whole, write.allocStart)
        protocol._cipher.encrypt(write.finalize(whole))
      })
    // Without an answer to what is asked there.
    client.on('authentication', () => flood.from === 'authentication' && begin())
    if (flood.from === 'handshake') client.on('handshake', begin)
  })
}

/** Until the socket is gone; with no pause as often as what was sent before has been taken. */
function repeat(socket: Socket, every: number, send: () => void): void {
  if (every > 0) {
    const timer = setInterval(send, every)
    socket.on('close', () => clearInterval(timer))
    return
  }
  const fill = () => {
    for (let sent = 0; sent < 200 && !socket.writableNeedDrain && !socket.destroyed; sent++) send()
    if (socket.destroyed) return
    if (socket.writableNeedDrain) socket.once('drain', () => setImmediate(fill))
    else setImmediate(fill)
  }
  fill()
}

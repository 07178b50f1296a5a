import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** What lies between the console and a server, and fails when told to. */
export interface CuttingProxy {
  readonly port: number
  /** Ends every connection after so many more bytes from the client. */
  cutAfter(bytes: number): void
  /** From so many more bytes of the client's on, nothing passes in either direction. */
  freezeAfter(bytes: number): void
  close(): Promise<void>
}

/** A proxy to a port of loopback. */
export async function cuttingProxy(target: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  let left = Number.POSITIVE_INFINITY
  let onSpent: 'cut' | 'freeze' = 'cut'
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => to.destroy())
      from.on('data', (chunk) => {
        if (from === client) left -= chunk.length
        if (left > 0) to.write(chunk)
        else if (onSpent === 'cut') client.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    cutAfter(bytes) {
      left = bytes
      onSpent = 'cut'
    },
    freezeAfter(bytes) {
      left = bytes
      onSpent = 'freeze'
    },
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { gathered } from './gathered.ts'

const open: { end(): void }[] = []
afterEach(() => {
  for (const what of open.splice(0)) what.end()
})

async function listening(): Promise<{ port: number; received: () => string }> {
  const chunks: Buffer[] = []
  const server = createServer((peer: Socket) => {
    open.push(peer)
    peer.on('data', (chunk) => chunks.push(chunk))
  }).listen(0, '127.0.0.1')
  open.push({ end: () => server.close() })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, received: () => Buffer.concat(chunks).toString() }
}

function socketTo(port: number): Socket {
  const socket = gathered(connect({ host: '127.0.0.1', port, noDelay: true }))
  open.push(socket)
  return socket
}

test('what is written in one turn is one write to the system', async () => {
  const { port, received } = await listening()
  const socket = socketTo(port)
  await once(socket, 'connect')
  const [together, alone] = [vi.spyOn(socket, '_writev'), vi.spyOn(socket, '_write')]
  for (const part of ['length', 'body', 'tag']) socket.write(part)
  await expect.poll(received).toBe('lengthbodytag')
  expect([together.mock.calls.length, alone.mock.calls.length]).toEqual([1, 0])
  socket.write('second')
  await expect.poll(received).toBe('lengthbodytagsecond')
  expect([together.mock.calls.length, alone.mock.calls.length]).toEqual([1, 1])
})

test('what is written before the connection is there waits for it', async () => {
  const { port, received } = await listening()
  socketTo(port).write('early')
  await expect.poll(received).toBe('early')
})

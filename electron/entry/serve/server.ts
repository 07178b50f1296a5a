import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { Failure } from '../../contract/failure.ts'
import { PageFiles } from '../page-files.ts'
import { pageHeaders } from '../page-policy.ts'
import type { EngineRouter } from '../router.ts'
import { Guard } from './guard.ts'

/** The largest message a page may send: a build, and what is around it. */
const maxMessageBytes = 128 * 1024 * 1024

/** Where the build puts the page. */
const builtPage = fileURLToPath(new URL('../../../build/out/renderer', import.meta.url))

export interface ServeOptions {
  readonly router: EngineRouter
  /** 0: any free one. */
  readonly port?: number
  /** Folder of the built page. */
  readonly page?: string
}

export interface Serving {
  readonly port: number
  /** A new address to open; it lets one browser in, once. */
  address(): string
  close(): Promise<void>
}

/** Serves the console on 127.0.0.1 to the browser that opens `address()`. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const files = await PageFiles.open(options.page ?? builtPage)
  if (files.empty) throw notBuilt()
  const server = createServer()
  const port = await listen(server, options.port ?? 0)
  const guard = new Guard(port)
  server.on('request', (request, response) => {
    answer(request, response, guard, files).catch((error) => response.destroy(error))
  })
  const sockets = acceptSockets(server, guard, options.router)
  return {
    port,
    address: () => `http://127.0.0.1:${port}/enter?token=${guard.newToken()}`,
    close: () => close(server, sockets),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(port, cause)))
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  guard: Guard,
  files: PageFiles,
): Promise<void> {
  const strange = guard.strangeness(request, false)
  if (strange) return refuse(response, 403, strange)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(response, 405, 'Only GET is answered here.')
  }
  const url = new URL(`http://127.0.0.1${request.url}`)
  if (url.pathname === '/enter') return enter(response, guard, url.searchParams.get('token') ?? '')
  if (!guard.hasSession(request)) {
    return refuse(response, 401, 'Open the address that Quotadeck printed when it started.')
  }
  await sendFile(response, files, url.pathname)
}

function enter(response: ServerResponse, guard: Guard, token: string): void {
  const cookie = guard.exchange(token)
  if (!cookie) {
    refuse(response, 403, `${usedUp} Press Enter where Quotadeck runs for a new one.`)
    return
  }
  const headers = { Location: '/', 'Set-Cookie': cookie, ...uncached, ...pageHeaders }
  response.writeHead(303, headers).end()
}

const usedUp = 'This address is not complete, or was used before.'

async function sendFile(response: ServerResponse, files: PageFiles, path: string): Promise<void> {
  const file = await files.read(path)
  if (!file) return refuse(response, 404, 'There is no such file.')
  const caching = file.immutable
    ? { 'Cache-Control': 'private, max-age=31536000, immutable' }
    : uncached
  response.writeHead(200, { 'Content-Type': file.type, ...caching, ...pageHeaders })
  response.end(response.req.method === 'HEAD' ? undefined : file.content)
}

const uncached = { 'Cache-Control': 'no-store' }

function refuse(response: ServerResponse, status: number, why: string): void {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', ...uncached, ...pageHeaders }
  response.writeHead(status, headers).end(`${why}\n`)
}

function acceptSockets(server: Server, guard: Guard, router: EngineRouter): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes })
  const handler = new RPCHandler(router)
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (request.url !== '/rpc') return refuseSocket(socket, '404 Not Found')
    if (guard.strangeness(request, true)) return refuseSocket(socket, '403 Forbidden')
    if (!guard.hasSession(request)) return refuseSocket(socket, '401 Unauthorized')
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate())
      void handler.upgrade(webSocket)
    })
  })
  return sockets
}

function refuseSocket(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const webSocket of sockets.clients) webSocket.terminate()
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function notBuilt(): Failure {
  return new Failure({
    code: 'input-invalid',
    message: 'The page of the console is not built yet.',
    advice: "Run 'npm run build' in Quotadeck's folder, then try again.",
  })
}

function cannotListen(port: number, cause: NodeJS.ErrnoException): Failure {
  const taken = cause.code === 'EADDRINUSE'
  return new Failure(
    {
      code: 'input-invalid',
      message: `Port ${port} of 127.0.0.1 cannot be listened on: ${cause.message}.`,
      advice: taken
        ? 'Choose another port, or none to get any that is free.'
        : 'Choose another port; those below 1024 are for root.',
    },
    { cause },
  )
}

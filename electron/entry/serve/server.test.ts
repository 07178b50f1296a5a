import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { contract } from '../../contract/contract.ts'
import { type Engine, openEngine } from '../engine.ts'
import { engineRouter } from '../router.ts'
import { type Serving, serve } from './server.ts'

let folder: string
let engine: Engine
let serving: Serving

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quotadeck-serve-'))
  await writeFile(join(folder, 'secret'), 'not part of the page')
  await mkdir(join(folder, 'page'))
  await writeFile(join(folder, 'page', 'index.html'), '<title>the page</title>')
  engine = openEngine(join(folder, 'data'))
  serving = await serve({ router: engineRouter(engine), page: join(folder, 'page') })
})

afterEach(async () => {
  await serving.close()
  await engine.close()
  await rm(folder, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

function ask(path: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: serving.port, path, ...options },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    sent.on('error', reject).end()
  })
}

/** Opens the one-time address and returns the Cookie header of the session. */
async function enter(): Promise<string> {
  const answer = await ask(pathOf(serving.address()))
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

function pathOf(address: string): string {
  const url = new URL(address)
  return url.pathname + url.search
}

/** The status with which the server answers a WebSocket handshake; 101: it is open. */
function handshake(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${serving.port}/rpc`, { headers })
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => {})
  })
}

/** The engine's client over a WebSocket, as a page has it. */
async function connect() {
  const headers = { cookie: await enter(), origin: ownOrigin() }
  const websocket = new WebSocket(`ws://127.0.0.1:${serving.port}/rpc`, { headers })
  // The library's type asks for the browser's WebSocket; of it, it uses what ws has as well.
  const link = new RPCLink({ websocket: websocket as unknown as globalThis.WebSocket })
  const client: ContractRouterClient<typeof contract> = createORPCClient(link)
  return { client, websocket }
}

const ownOrigin = () => `http://127.0.0.1:${serving.port}`

test('the one-time address lets a browser in, and the page has a strict policy', async () => {
  const entered = await ask(pathOf(serving.address()))
  expect(entered.status).toBe(303)
  expect(entered.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/)
  const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0]
  const page = await ask('/', { headers: { cookie } })
  expect(page).toMatchObject({ status: 200, body: '<title>the page</title>' })
  expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
})

test('a token is good once', async () => {
  const path = pathOf(serving.address())
  expect((await ask(path)).status).toBe(303)
  const again = await ask(path)
  expect(again.status).toBe(403)
  expect(again.headers['set-cookie']).toBeUndefined()
})

test('a wrong token is refused and leaves the right one good', async () => {
  const path = pathOf(serving.address())
  expect((await ask('/enter?token=wrong')).status).toBe(403)
  expect((await ask('/enter')).status).toBe(403)
  expect((await ask(path)).status).toBe(303)
})

test('a new address makes the one before it void', async () => {
  const old = pathOf(serving.address())
  serving.address()
  expect((await ask(old)).status).toBe(403)
})

test('without a session there is no page', async () => {
  expect((await ask('/')).status).toBe(401)
  const cookie = `quotadeck-${serving.port}=guess`
  expect((await ask('/', { headers: { cookie } })).status).toBe(401)
})

test('a name rebound to 127.0.0.1 is refused, with a session and without', async () => {
  const path = pathOf(serving.address())
  const host = `evil.example:${serving.port}`
  expect((await ask(path, { headers: { host } })).status).toBe(403)
  const cookie = (await ask(path)).headers['set-cookie']?.[0]?.split(';')[0]
  expect((await ask('/', { headers: { host, cookie } })).status).toBe(403)
})

test('requests of another page are refused', async () => {
  const cookie = await enter()
  for (const origin of ['http://evil.example', 'null', `http://127.0.0.1:${serving.port + 1}`]) {
    expect((await ask('/', { headers: { cookie, origin } })).status).toBe(403)
  }
})

test('nothing outside the page folder is served', async () => {
  const cookie = await enter()
  for (const path of [
    '/../secret',
    '/%2e%2e/secret',
    '/..%2fsecret',
    '/x/../../secret',
    '//secret',
  ]) {
    const { status } = await ask(path, { headers: { cookie } })
    expect([path, status]).toEqual([path, 404])
  }
})

test('only GET and HEAD are answered', async () => {
  const cookie = await enter()
  expect((await ask('/', { method: 'POST', headers: { cookie } })).status).toBe(405)
  expect((await ask('/', { method: 'HEAD', headers: { cookie } })).body).toBe('')
})

test('a WebSocket needs the session, the page as origin, and the right host', async () => {
  const cookie = await enter()
  const origin = ownOrigin()
  expect(await handshake({ cookie, origin })).toBe(101)
  expect(await handshake({ origin })).toBe(401)
  expect(await handshake({ cookie })).toBe(403)
  expect(await handshake({ cookie, origin: 'http://evil.example' })).toBe(403)
  const host = `evil.example:${serving.port}`
  expect(await handshake({ cookie, host, origin: `http://${host}` })).toBe(403)
})

test('the engine answers through the WebSocket, failures with their data', async () => {
  const { client } = await connect()
  await client.agents.add({ name: 'agent1', host: '10.0.0.1', user: 'root' })
  expect(await client.agents.list()).toMatchObject([{ name: 'agent1', user: 'root' }])
  await expect(client.agents.remove({ agent: 'nobody' })).rejects.toMatchObject({
    code: 'FAILURE',
    defined: true,
    data: { code: 'not-found', advice: 'Recorded are: agent1.' },
  })
})

test('a build crosses the WebSocket whole', async () => {
  const { client, websocket } = await connect()
  const content = Buffer.alloc(1024 * 1024, 'no build')
  const adding = client.builds.add({ fileName: 'big.so', file: new Blob([content]) })
  await expect(adding).rejects.toMatchObject({ data: { code: 'build-not-elf' } })
  const tooLarge = Buffer.alloc(64 * 1024 * 1024 + 1)
  const refused = client.builds.add({ fileName: 'huge.so', file: new Blob([tooLarge]) })
  await expect(refused).rejects.toMatchObject({
    data: {
      message: `huge.so has ${tooLarge.length} bytes; a hook build has ${64 * 1024 * 1024} at most.`,
    },
  })
  websocket.terminate()
})

test('a port that is taken is a failure that says so', async () => {
  const second = serve({
    router: engineRouter(engine),
    page: join(folder, 'page'),
    port: serving.port,
  })
  await expect(second).rejects.toMatchObject({ data: { code: 'input-invalid' } })
})

test('a page that is not built is a failure that says how to build it', async () => {
  const serving = serve({ router: engineRouter(engine), page: join(folder, 'nowhere') })
  await expect(serving).rejects.toMatchObject({
    data: { advice: expect.stringContaining('npm run build') },
  })
})

import { os } from '@orpc/server'
import { RPCHandler } from '@orpc/server/websocket'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { connect } from './transport.ts'

const engine = { agents: { list: os.handler(() => ['agent1']) } }
const opened: Socket[] = []

/** A WebSocket whose other end is an engine in this process; it opens and ends when told to. */
class Socket extends EventTarget {
  readyState = 0
  readonly address: string
  readonly #far = new EventTarget()

  constructor(address: string) {
    super()
    this.address = address
    const far = Object.assign(this.#far, {
      send: (data: unknown) => this.dispatchEvent(new MessageEvent('message', { data })),
    })
    new RPCHandler(engine).upgrade(far as unknown as WebSocket)
    opened.push(this)
  }

  send(data: unknown): void {
    this.#far.dispatchEvent(new MessageEvent('message', { data }))
  }

  open(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }

  end(): void {
    this.readyState = 3
    this.#far.dispatchEvent(new Event('close'))
    this.dispatchEvent(new Event('close'))
  }
}

function socket(index: number): Socket {
  const found = opened[index]
  if (!found) throw new Error(`no socket ${index} was opened`)
  return found
}

beforeEach(() => {
  opened.length = 0
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', Socket)
  vi.stubGlobal('window', {})
  vi.stubGlobal('location', { protocol: 'http:', host: '127.0.0.1:4000' })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('asks the page’s own origin, and only once it is open', async () => {
  const connection = connect()
  const answer = connection.client.agents.list()
  expect(connection.state()).toBe('connecting')
  expect(socket(0).address).toBe('ws://127.0.0.1:4000/rpc')
  socket(0).open()
  expect(await answer).toEqual(['agent1'])
  expect(connection.state()).toBe('open')
})

it('tries again after a loss, and sends what was asked meanwhile', async () => {
  const connection = connect()
  const states: string[] = []
  connection.subscribe(() => states.push(connection.state()))
  socket(0).open()
  socket(0).end()
  const answer = connection.client.agents.list()
  await vi.advanceTimersByTimeAsync(250)
  socket(1).end()
  await vi.advanceTimersByTimeAsync(500)
  socket(2).open()
  expect(await answer).toEqual(['agent1'])
  expect(states).toEqual(['open', 'lost', 'lost', 'open'])
})

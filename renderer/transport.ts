import { type ClientLink, createORPCClient, DynamicLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../electron/contract/contract.ts'

/** Every call of the contract, typed. */
export type EngineClient = ContractRouterClient<typeof contract>

export type ConnectionState = 'connecting' | 'open' | 'lost'

/** The way to the engine: one client for the window's life, whatever happens below it. */
export interface Connection {
  readonly client: EngineClient
  state(): ConnectionState
  /** Called after every change of state; returns the way to stop. */
  subscribe(onChange: () => void): () => void
}

declare global {
  interface Window {
    /** Put there by the desktop's preload script; absent in a browser. */
    quotadeck?: {
      /** Asks for a port, which then comes as a message of the window to itself. */
      requestPort(): void
    }
  }
}

/** Data of the message that carries the port. Must be the desktop's `channels.port`. */
const portMessage = 'quotadeck:port'

type Link = ClientLink<Record<never, never>>

/** The desktop's port where there is one, else a WebSocket to the page's own origin. */
export function connect(): Connection {
  const bridge = window.quotadeck
  return bridge ? connectPort(desktopPort(bridge)) : connectSocket(socketAddress(location))
}

/** The desktop's answer to the request: a message of the window to itself, with the port. */
function desktopPort(bridge: { requestPort(): void }): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent<unknown>) => {
      const [port] = event.ports
      if (event.source !== window || event.data !== portMessage || !port) return
      window.removeEventListener('message', listen)
      resolve(port)
    }
    window.addEventListener('message', listen)
    bridge.requestPort()
  })
}

/** A connection over a MessagePort; it lives as long as the window. */
export function connectPort(port: Promise<MessagePort>): Connection {
  const slot = new LinkSlot()
  void port.then((opened) => {
    const link = new PortLink({ port: opened })
    opened.start()
    slot.opened(link)
  })
  return slot
}

const retryMs = [250, 500, 1000, 2000, 5000]

function connectSocket(address: string): Connection {
  const slot = new LinkSlot()
  let failures = 0
  const open = () => {
    const socket = new WebSocket(address)
    const link = new SocketLink({ websocket: socket })
    socket.addEventListener('open', () => {
      failures = 0
      slot.opened(link)
    })
    socket.addEventListener('close', () => {
      slot.lost()
      setTimeout(open, retryMs[Math.min(failures++, retryMs.length - 1)])
    })
  }
  open()
  return slot
}

function socketAddress(page: Location): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/rpc`
}

/** Holds the link in use; calls made before the first one is there wait for it. */
class LinkSlot implements Connection {
  readonly client: EngineClient
  #state: ConnectionState = 'connecting'
  #link = Promise.withResolvers<Link>()
  readonly #listeners = new Set<() => void>()

  constructor() {
    this.client = createORPCClient(new DynamicLink(() => this.#link.promise))
  }

  state(): ConnectionState {
    return this.#state
  }

  subscribe(onChange: () => void): () => void {
    this.#listeners.add(onChange)
    return () => this.#listeners.delete(onChange)
  }

  opened(link: Link): void {
    this.#link.resolve(link)
    this.#change('open')
  }

  lost(): void {
    if (this.#state === 'open') this.#link = Promise.withResolvers<Link>()
    this.#change('lost')
  }

  #change(state: ConnectionState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

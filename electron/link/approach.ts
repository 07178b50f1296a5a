import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../contract/failure.ts'
import type { Carrier, ConnectRequest } from './carrier.ts'
import type { Connection } from './connection.ts'
import { Slots } from './slots.ts'

/**
 * Logins under way at one server at a time: an sshd with the usual MaxStartups begins to drop
 * connections at random from the tenth on.
 */
const atOneServer = 8
/** Connections that are made through one host on the way at a time. */
const throughOneHost = 32
/** Attempts at a server that hangs up before it knows who comes. */
const attempts = 5

/** Keeps a fleet that connects all at once from being too much for one server. */
export class Ramp {
  readonly #servers = new Map<string, Slots>()

  /** Connects in turn; again, a little later each time, when the server drops who it does not know. */
  async connect(carrier: Carrier, newRequest: () => Promise<ConnectRequest>): Promise<Connection> {
    for (let attempt = 1; ; attempt++) {
      const request = await newRequest()
      try {
        return await this.#over(carrier, request)
      } catch (error) {
        if (attempt === attempts || !isDropped(error, request)) throw error
        request.report('queued')
        await pause(125 * 2 ** attempt * (0.5 + Math.random() / 2))
      } finally {
        request.login.talk.end()
      }
    }
  }

  /** The host on the way is needed until the connection over it has ended. */
  #over(carrier: Carrier, request: ConnectRequest): Promise<Connection> {
    const { before } = request
    if (!before) return this.#inTurn(carrier, request)
    return before.during(async () => {
      const connection = await this.#inTurn(carrier, request)
      void before.during(() => connection.ended)
      return connection
    })
  }

  async #inTurn(carrier: Carrier, request: ConnectRequest): Promise<Connection> {
    const { agent, before, signal } = request
    request.report('queued')
    const through = before && this.#of(`through ${placeOf(before.agent)}`, throughOneHost)
    const turns = [...(through ? [through] : []), this.#of(placeOf(agent), atOneServer)]
    const held: { release(): void }[] = []
    try {
      for (const turn of turns) held.push(await turn.take(signal))
      request.report('connecting')
      return await carrier.connect(request)
    } finally {
      for (const slot of held) slot.release()
    }
  }

  #of(name: string, count: number): Slots {
    const slots = this.#servers.get(name) ?? new Slots(count)
    this.#servers.set(name, slots)
    return slots
  }
}

function placeOf({ host, port, hop }: ConnectRequest['agent']): string {
  return `${hop ?? ''} ${host} ${port}`
}

/** Before it knew who came: nothing of the login was said. */
function isDropped(error: unknown, { login, signal }: ConnectRequest): boolean {
  const lost = error instanceof Failure && error.data.code === 'connection-lost'
  return lost && !login.talk.begun && !signal.aborted
}

import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Decides who may talk to the server: one browser at a time of its user's own choosing. */
export class Guard {
  readonly #port: number
  readonly #session = secret()
  #token: string | undefined

  constructor(port: number) {
    this.#port = port
  }

  /** A new token, good for one exchange; the one before it is void. */
  newToken(): string {
    this.#token = secret()
    return this.#token
  }

  /** The Set-Cookie value for a right token, which is then used up; undefined for a wrong one. */
  exchange(token: string): string | undefined {
    if (!this.#token || !same(token, this.#token)) return undefined
    this.#token = undefined
    return `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`
  }

  /** Why a request is refused whoever sends it, in words; undefined when it is not. */
  strangeness(request: IncomingMessage, needsOrigin: boolean): string | undefined {
    const { host, origin } = request.headers
    // A page that rebound its own name to 127.0.0.1 still sends that name as Host.
    if (!host || !this.#hosts.includes(host)) return 'The Host header names another server.'
    if (origin === undefined && !needsOrigin) return undefined
    if (origin !== `http://${host}`) return 'The request comes from another page.'
    return undefined
  }

  hasSession(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
    const prefix = `${this.#cookieName}=`
    return cookies.some(
      (pair) => pair.startsWith(prefix) && same(pair.slice(prefix.length), this.#session),
    )
  }

  get #hosts(): string[] {
    return [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`]
  }

  /** Browsers share cookies between the ports of a host: two servers need two names. */
  get #cookieName(): string {
    return `quotadeck-${this.#port}`
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

function same(given: string, wanted: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(wanted)
  return a.length === b.length && timingSafeEqual(a, b)
}

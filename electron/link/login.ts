import type { AnyAuthMethod, NextAuthHandler } from 'ssh2'
import type { Destination } from './destination.ts'
import { type Candidate, heldKeys, inOrder } from './key-candidates.ts'
import { type Credentials, LoginTalk } from './login-talk.ts'
import { OneKey } from './one-key.ts'

const methods = ['publickey', 'keyboard-interactive', 'password'] as const
type Method = (typeof methods)[number]

/** What the library hands over for each round of questions. */
type ServerRound = (
  name: string,
  instructions: string,
  language: string,
  fields: readonly { readonly prompt: string; readonly echo?: boolean }[],
  finish: (answers: string[]) => void,
) => void

/**
 * One login to one server, a step at a time as the server says what it takes: each key, then what
 * it asks, then a password; several in a row where it wants several.
 */
export class Login {
  /** What is asked and answered. */
  readonly talk: LoginTalk
  readonly #agent: Destination
  readonly #credentials: Credentials
  #keys: Candidate[] = []
  #done = new Set<Method>()

  constructor(agent: Destination, credentials: Credentials, signal: AbortSignal) {
    this.#agent = agent
    this.#credentials = credentials
    this.talk = new LoginTalk(agent, credentials, signal)
  }

  /**
   * Finds the keys to log in with, before the server is connected to. Where there is one alone it is
   * opened, too: hundreds of servers are not to wait for its passphrase. Throws `login-failed` for a
   * file that holds no key, `login-unanswered`.
   */
  async prepare(sshAuthSock: string | undefined): Promise<readonly Candidate[]> {
    const { identityFiles, identitiesOnly } = this.#agent
    const files: Candidate[] = []
    const sole = identityFiles.length === 1 && identitiesOnly
    for (const path of identityFiles) files.push(...(await this.#fileKey(path, sole)))
    const held = await heldKeys(this.#agent, sshAuthSock).catch((error: unknown) => {
      if (files.length === 0) throw error
      return []
    })
    this.#keys = inOrder(files, held, identitiesOnly)
    const [only, ...others] = this.#keys
    if (only?.file && others.length === 0) await this.#open(only.file)
    return [...this.#keys]
  }

  /** The library's `authHandler`. */
  next = (left: string[] | null, partial: boolean | null, go: NextAuthHandler): void => {
    const step = this.#next(left, partial)
    const failed = (error: unknown) => this.talk.fail(error)
    step.then(go as (method: AnyAuthMethod | false) => void, failed)
  }

  async #next(left: string[] | null, partial: boolean | null): Promise<AnyAuthMethod | false> {
    this.talk.takes(left ?? [])
    if (partial) {
      this.#done = new Set()
      this.talk.partlyDone()
    }
    const none = { type: 'none', username: this.#agent.user } as const
    // What the server takes is known after the first answer; a key is worth a try before it.
    if (!left) return (await this.#nextKey()) ?? none
    for (const method of this.#order(left)) {
      const step = this.talk.wrong ? undefined : await this.#step(method)
      if (step) return step
    }
    return false
  }

  #order(left: readonly string[]): Method[] {
    const { preferred = methods } = this.#agent
    const known = preferred.flatMap((name) => methods.find((method) => method === name) ?? [])
    return known.filter((method) => left.includes(method) && !this.#done.has(method))
  }

  async #step(method: Method): Promise<AnyAuthMethod | undefined> {
    const { user: username } = this.#agent
    if (method === 'publickey') return this.#nextKey()
    this.#done.add(method)
    if (method === 'keyboard-interactive') {
      return { type: method, username, prompt: this.#serverAsks() }
    }
    const password = await this.talk.password()
    return password === undefined ? undefined : { type: method, username, password }
  }

  async #nextKey(): Promise<AnyAuthMethod | undefined> {
    const key = this.#keys.shift()
    if (!key) return undefined
    this.talk.tries(inWords(key.file))
    return { type: 'agent', username: this.#agent.user, agent: key.holder }
  }

  /** The key in a file; it is opened only when a server takes it. */
  async #fileKey(path: string, sole: boolean): Promise<Candidate[]> {
    const { keys } = this.#credentials
    try {
      const publicKey = (await keys.publicKey(this.#agent, path)) ?? (await this.#open(path))
      const holder = new OneKey(publicKey, async (data, { hash }) => {
        const signed: Buffer | Error = (await this.#open(path)).sign(data, hash)
        // The library returns an error where its types say that it throws.
        if (signed instanceof Error) throw signed
        return signed
      })
      return [{ file: path, publicKey, holder }]
    } catch (error) {
      if (sole) throw error
      return []
    }
  }

  async #open(path: string) {
    const { keys } = this.#credentials
    const { prompter, signal } = this.talk
    return keys.open(this.#agent, path, prompter, signal).catch((error: unknown) => {
      this.talk.fail(error)
      throw error
    })
  }

  /** One question after another, each with its fields, until the server is content or is not. */
  #serverAsks(): ServerRound {
    let rounds = 0
    return (name, instructions, _language, fields, finish) => {
      const answers = this.talk.answers(name, instructions, fields, rounds++ === 0)
      answers.then(finish, (error: unknown) => this.talk.fail(error))
    }
  }
}

/** A key that is offered, in words. */
export function inWords(file: string | undefined): string {
  return file === undefined ? 'a key of the ssh-agent' : `the key ${file}`
}

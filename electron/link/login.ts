import type { AnyAuthMethod, NextAuthHandler, ParsedKey } from 'ssh2'
import { type Failure, toFailure } from '../contract/failure.ts'
import type { Destination } from './destination.ts'
import { type Candidate, heldKeys, inOrder } from './key-candidates.ts'
import type { KeyRing } from './key-ring.ts'
import {
  cutOff,
  refusedWith,
  tooManyQuestions,
  unanswered,
  waitedTooLong,
} from './login-failures.ts'
import { OneKey } from './one-key.ts'
import type { Prompter, Question, Reply } from './prompter.ts'
import type { SecretRef, SecretStore } from './secrets.ts'

/** What logins need beside the server; one for a whole pool. */
export interface Credentials {
  readonly keys: KeyRing
  readonly secrets: SecretStore
  readonly prompter: Prompter
}

export interface LoginEvents {
  /** The operator is being asked; no deadline runs meanwhile. */
  waiting?(isSo: boolean): void
  /** It has ended without the server's word: nobody answered, say. */
  failed?(failure: Failure): void
}

/** A question of the server's, as the library gives it. */
interface ServerField {
  readonly prompt: string
  readonly echo?: boolean
}

const methods = ['publickey', 'keyboard-interactive', 'password'] as const
type Method = (typeof methods)[number]

const maxFields = 16

/**
 * One login to one server, a step at a time as the server says what it takes: each key, then what
 * it asks, then a password; several in a row where it wants several. What was typed is tried once,
 * and nothing follows a wrong answer: accounts get locked.
 */
export class Login {
  events: LoginEvents = {}
  /** Asks the operator in the name of this login. */
  readonly prompter: Prompter = { ask: (question, signal) => this.#ask(question, signal) }
  readonly #agent: Destination
  readonly #credentials: Credentials
  readonly #signal: AbortSignal
  readonly #ended = new AbortController()
  readonly #password: SecretRef
  readonly #tried: string[] = []
  #keys: Candidate[] = []
  #done = new Set<Method>()
  #methods: readonly string[] = []
  #begun = false
  #wrong = false
  #typed = false
  #asking = false
  #dismissed = false
  #nobody = false

  constructor(agent: Destination, credentials: Credentials, signal: AbortSignal) {
    this.#agent = agent
    this.#credentials = credentials
    this.#signal = AbortSignal.any([signal, this.#ended.signal])
    this.#password = { kind: 'password', of: agent.hop ?? agent.name }
  }

  /**
   * Finds the keys to log in with, before the server is connected to. Where there is one alone it is
   * opened, too: hundreds of servers are not to wait for its passphrase. Throws `login-failed` for a
   * file that holds no key, `login-unanswered`.
   */
  async prepare(sshAuthSock: string | undefined): Promise<void> {
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
  }

  /** The library's `authHandler`. */
  next = (left: string[] | null, partial: boolean | null, go: NextAuthHandler): void => {
    const step = this.#next(left, partial)
    step.then(go as (method: AnyAuthMethod | false) => void, (error: unknown) => this.#fail(error))
  }

  /** Whether the server has got so far as to ask who comes. */
  get begun(): boolean {
    return this.#begun
  }

  /** The key in a file, for a carrier that logs in by itself. */
  openKey(path: string): Promise<ParsedKey> {
    return this.#open(path)
  }

  /** Whether it took the operator's hands, and would again. */
  get interactive(): boolean {
    return this.#typed && this.#credentials.secrets.find(this.#password) === undefined
  }

  /** Whether another try needs the operator's wish: a wrong answer counts against the account. */
  get needsWish(): boolean {
    return this.#wrong || this.#dismissed
  }

  /** It is over; a question that is still open is withdrawn. */
  end(): void {
    this.#ended.abort()
  }

  /** What it means that the connection ended before the login was done. `refused`: by the server. */
  explain(failure: Failure, refused: boolean): Failure {
    const facts = { tried: this.#tried, methods: this.#methods, nobody: this.#nobody }
    if (refused && this.#wrong) this.#credentials.secrets.forget(this.#password)
    if (refused) return refusedWith(this.#agent, facts, failure)
    if (this.#asking) return waitedTooLong(this.#agent, failure)
    return this.#begun && failure.data.code === 'connection-lost'
      ? cutOff(this.#agent, facts, failure)
      : failure
  }

  async #next(left: string[] | null, partial: boolean | null): Promise<AnyAuthMethod | false> {
    this.#begun = true
    if (left) this.#methods = left
    if (partial) {
      this.#done = new Set()
      this.#wrong = false
    }
    const none = { type: 'none', username: this.#agent.user } as const
    // What the server takes is known after the first answer; a key is worth a try before it.
    if (!left) return (await this.#nextKey()) ?? none
    for (const method of this.#order(left)) {
      const step = this.#wrong ? undefined : await this.#step(method)
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
    const password = this.#credentials.secrets.find(this.#password) ?? (await this.#askPassword())
    if (password === undefined) return undefined
    this.#answering('a password')
    return { type: method, username, password }
  }

  async #nextKey(): Promise<AnyAuthMethod | undefined> {
    const key = this.#keys.shift()
    if (!key) return undefined
    this.#tried.push(key.file ? `the key ${key.file}` : 'a key of the ssh-agent')
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
    return keys.open(this.#agent, path, this.prompter, this.#signal).catch((error: unknown) => {
      this.#fail(error)
      throw error
    })
  }

  /** One question after another, each with its fields, until the server is content or is not. */
  #serverAsks() {
    let rounds = 0
    return (
      name: string,
      instructions: string,
      _language: string,
      fields: readonly ServerField[],
      finish: (answers: string[]) => void,
    ): void => {
      const answers = this.#answersFor(name, instructions, fields, rounds++ === 0)
      answers.then(finish, (error: unknown) => this.#fail(error))
    }
  }

  async #answersFor(
    name: string,
    instructions: string,
    fields: readonly ServerField[],
    first: boolean,
  ): Promise<string[]> {
    if (fields.length > maxFields) throw tooManyQuestions(this.#agent, fields.length)
    const [only, ...others] = fields
    // What servers ask for through PAM is most often the password, which may be known.
    const isPassword = first && others.length === 0 && !only?.echo && asksPassword(only?.prompt)
    const known = isPassword ? this.#credentials.secrets.find(this.#password) : undefined
    const answers =
      known === undefined ? await this.#typedFor(name, instructions, fields, isPassword) : [known]
    this.#answering('what was answered')
    return answers
  }

  async #typedFor(
    name: string,
    instructions: string,
    fields: readonly ServerField[],
    isPassword: boolean,
  ): Promise<string[]> {
    const reply = await this.prompter.ask(
      {
        agent: this.#agent.name,
        kind: isPassword ? 'password' : 'keyboard-interactive',
        title: name.trim() || `Login of ${this.#agent.user} at ${this.#place}`,
        instructions: instructions.trim(),
        fields: fields.map(({ prompt, echo = false }) => ({ label: prompt.trim(), echo })),
        ...(isPassword && { secret: this.#password }),
      },
      this.#signal,
    )
    if ('unanswered' in reply) throw unanswered(this.#agent, reply.unanswered)
    return [...reply.answers]
  }

  async #askPassword(): Promise<string | undefined> {
    const reply = await this.prompter.ask(
      {
        agent: this.#agent.name,
        kind: 'password',
        title: `Password of ${this.#agent.user} at ${this.#place}`,
        fields: [{ label: 'Password', echo: false }],
        secret: this.#password,
      },
      this.#signal,
    )
    // With nobody there the login is refused with what it was refused for so far.
    if (!('unanswered' in reply)) return reply.answers[0]
    if (reply.unanswered === 'dismissed') throw unanswered(this.#agent, 'dismissed')
    return undefined
  }

  async #ask(question: Question, signal = this.#signal): Promise<Reply> {
    const { hop } = this.#agent
    this.#asking = true
    this.events.waiting?.(true)
    const asked = { ...question, ...(hop !== undefined && { hop }) }
    const reply = await this.#credentials.prompter.ask(asked, signal)
    this.#asking = false
    this.events.waiting?.(false)
    if ('answers' in reply) this.#typed ||= question.kind !== 'passphrase'
    else if (reply.unanswered === 'dismissed') this.#dismissed = true
    else this.#nobody = true
    return reply
  }

  #answering(what: string): void {
    if (this.#tried.at(-1) !== what) this.#tried.push(what)
    // Until the server says otherwise.
    this.#wrong = true
  }

  get #place(): string {
    return `${this.#agent.host} port ${this.#agent.port}`
  }

  #fail(error: unknown): void {
    this.events.failed?.(toFailure(error, this.#agent.name))
  }
}

function asksPassword(prompt = ''): boolean {
  return /^(\S+'s )?password(?: for \S+)?:?\s*$/i.test(prompt.trim())
}

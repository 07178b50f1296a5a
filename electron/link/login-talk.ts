import { once } from 'node:events'
import { type Failure, toFailure } from '../contract/failure.ts'
import type { Destination } from './destination.ts'
import type { KeyRing } from './key-ring.ts'
import {
  cutOff,
  refusedWith,
  ticketInWords,
  tooManyQuestions,
  unanswered,
  waitedTooLong,
} from './login-failures.ts'
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

/** A question of the server's. */
interface ServerField {
  readonly prompt: string
  readonly echo?: boolean
}

const maxFields = 16

/**
 * What is asked and answered in the course of one login, whichever carrier logs in, and what it means
 * when that ends. What was typed is tried once, and nothing follows a wrong answer: accounts get
 * locked.
 */
export class LoginTalk {
  events: LoginEvents = {}
  /** Asks the operator in the name of this login. */
  readonly prompter: Prompter = { ask: (question, signal) => this.#ask(question, signal) }
  readonly signal: AbortSignal
  readonly #agent: Destination
  readonly #credentials: Credentials
  readonly #ended = new AbortController()
  readonly #password: SecretRef
  readonly #tried: string[] = []
  #methods: readonly string[] | undefined
  #wrong = false
  #ticketProblem: string | undefined
  #typed = false
  #touched = false
  #asking = false
  #dismissed = false
  #nobody = false

  constructor(agent: Destination, credentials: Credentials, signal: AbortSignal) {
    this.#agent = agent
    this.#credentials = credentials
    this.signal = AbortSignal.any([signal, this.#ended.signal])
    this.#password = { kind: 'password', of: agent.hop ?? agent.name }
  }

  /** The server has said what it takes. */
  takes(methods: readonly string[]): void {
    this.#methods = methods
  }

  /** Whether the server has got so far as to ask who comes. */
  get begun(): boolean {
    return this.#methods !== undefined
  }

  /** The server is content with what was answered, and wants more. */
  partlyDone(): void {
    this.#wrong = false
  }

  /** What is tried now, in words. */
  tries(what: string): void {
    this.#tried.push(what)
  }

  /** A Kerberos ticket is tried; or it has a problem, in Kerberos's words. */
  triesTicket(problem: string | undefined): void {
    if (problem === undefined) this.tries(ticketInWords)
    else this.#ticketProblem = problem
  }

  /** What was answered is wrong, unless the server says otherwise yet. */
  get wrong(): boolean {
    return this.#wrong
  }

  /** Whether it took the operator's hands, and would again. */
  get interactive(): boolean {
    const known = this.#credentials.secrets.find(this.#password) !== undefined
    return this.#touched || (this.#typed && !known)
  }

  /** Whether another try needs the operator's wish: a wrong answer counts against the account. */
  get needsWish(): boolean {
    return this.#wrong || this.#dismissed
  }

  /** It is over; a question that is still open is withdrawn. */
  end(): void {
    this.#ended.abort()
  }

  /** It has ended for something that is not the server's word. */
  fail(error: unknown): void {
    this.events.failed?.(toFailure(error, this.#agent.name))
  }

  /** What it means that the connection ended before the login was done. `refused`: by the server. */
  explain(failure: Failure, refused: boolean): Failure {
    const facts = {
      ...{ tried: this.#tried, methods: this.#methods ?? [], nobody: this.#nobody },
      ticketProblem: this.#ticketProblem,
    }
    if (refused && this.#wrong) this.#credentials.secrets.forget(this.#password)
    if (refused) return refusedWith(this.#agent, facts, failure)
    if (this.#asking) return waitedTooLong(this.#agent, failure)
    return this.begun && failure.data.code === 'connection-lost'
      ? cutOff(this.#agent, facts, failure)
      : failure
  }

  /** The password that is known, else the one that the operator types; undefined: nobody is there. */
  async password(): Promise<string | undefined> {
    const password = this.#credentials.secrets.find(this.#password) ?? (await this.#askPassword())
    if (password !== undefined) this.#answering('a password')
    return password
  }

  /** So many questions at once; throws `login-failed` for more than a person is asked. */
  expects(count: number): void {
    if (count > maxFields) throw tooManyQuestions(this.#agent, count)
  }

  /**
   * Answers to questions of the server's that go together, in their order. `first`: nothing was asked
   * before them. Throws `login-unanswered`, `login-failed` for too many.
   */
  async answers(
    name: string,
    instructions: string,
    fields: readonly ServerField[],
    first: boolean,
  ): Promise<string[]> {
    this.expects(fields.length)
    const [only, ...others] = fields
    // What servers ask for through PAM is most often the password, which may be known.
    const isPassword = first && others.length === 0 && !only?.echo && asksPassword(only?.prompt)
    const known = isPassword ? this.#credentials.secrets.find(this.#password) : undefined
    const answers =
      known === undefined ? await this.#typedFor(name, instructions, fields, isPassword) : [known]
    this.#answering('what was answered')
    return answers
  }

  /**
   * Shows what the operator has to do elsewhere, until it is `over`. Throws `login-unanswered` when
   * they would rather not.
   */
  async notice(title: string, instructions: string, over: AbortSignal): Promise<void> {
    this.#touched = true
    this.#asking = true
    this.events.waiting?.(true)
    const question = {
      agent: this.#agent.name,
      kind: 'touch',
      title,
      instructions,
      fields: [],
    } as const
    const signal = AbortSignal.any([over, this.signal])
    const asked = this.#credentials.prompter.ask(this.#named(question), signal)
    const reply = await asked.catch(() => undefined)
    if (reply && 'unanswered' in reply && reply.unanswered === 'dismissed') {
      this.#dismissed = true
      throw unanswered(this.#agent, 'dismissed')
    }
    // With nobody there to be shown it, someone may touch the key all the same.
    if (!signal.aborted) await once(signal, 'abort')
    this.#asking = false
    this.events.waiting?.(false)
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
        ...(isPassword && { user: this.#agent.user, secret: this.#password }),
      },
      this.signal,
    )
    if ('unanswered' in reply) throw unanswered(this.#agent, reply.unanswered)
    return [...reply.answers]
  }

  async #askPassword(): Promise<string | undefined> {
    const reply = await this.prompter.ask(
      {
        agent: this.#agent.name,
        kind: 'password',
        user: this.#agent.user,
        title: `Password of ${this.#agent.user} at ${this.#place}`,
        fields: [{ label: 'Password', echo: false }],
        secret: this.#password,
      },
      this.signal,
    )
    // With nobody there the login is refused with what it was refused for so far.
    if (!('unanswered' in reply)) return reply.answers[0]
    if (reply.unanswered === 'dismissed') throw unanswered(this.#agent, 'dismissed')
    return undefined
  }

  async #ask(question: Question, signal = this.signal): Promise<Reply> {
    this.#asking = true
    this.events.waiting?.(true)
    const reply = await this.#credentials.prompter.ask(this.#named(question), signal)
    this.#asking = false
    this.events.waiting?.(false)
    if ('answers' in reply) this.#typed ||= question.kind !== 'passphrase'
    else if (reply.unanswered === 'dismissed') this.#dismissed = true
    else this.#nobody = true
    return reply
  }

  /** Names the host on the way where one asks. */
  #named(question: Question): Question {
    const { hop } = this.#agent
    return { ...question, ...(hop !== undefined && { hop }) }
  }

  #answering(what: string): void {
    if (this.#tried.at(-1) !== what) this.#tried.push(what)
    // Until the server says otherwise.
    this.#wrong = true
  }

  get #place(): string {
    return `${this.#agent.host} port ${this.#agent.port}`
  }
}

function asksPassword(prompt = ''): boolean {
  return /^(\S+'s )?password(?: for \S+)?:?\s*$/i.test(prompt.trim())
}

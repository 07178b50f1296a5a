import type { Agent } from '../contract/agent.ts'
import { Failure, type FailureCode } from '../contract/failure.ts'
import type { Becoming } from './command.ts'
import type { Connection } from './connection.ts'
import { PasswordProof } from './password-proof.ts'
import type { Prompter } from './prompter.ts'
import type { SecretRef, SecretStore } from './secrets.ts'

const needed: readonly FailureCode[] = ['sudo-password-needed', 'doas-password-needed']
const wrong: readonly FailureCode[] = ['sudo-password-wrong', 'doas-password-wrong']

/** Root on one agent: with no password first, then with the one that is known or was asked for. */
export class RootAccess {
  readonly #agent: Agent
  readonly #secrets: SecretStore
  readonly #prompter: Prompter
  readonly #proof: PasswordProof
  /** Typed, to be kept for as long as the connection; or why nothing is asked on it any more. */
  #typed: { on: Connection; password?: string; refused?: Failure } | undefined

  constructor(agent: Agent, secrets: SecretStore, prompter: Prompter) {
    this.#agent = agent
    this.#secrets = secrets
    this.#prompter = prompter
    this.#proof = new PasswordProof(agent)
  }

  /**
   * Runs what is to be run as root. It is run again only if the first time ended before it began,
   * for want of a password. Throws `…-password-needed`, `…-password-wrong`, `…-refused`.
   */
  async use<T>(
    connection: Connection,
    run: (how: Becoming | undefined) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const by = this.#agent.privilege
    if (by === 'none') return run(undefined)
    const secret = { kind: `${by}-password`, of: this.#agent.name } as const
    try {
      const password = this.#known(secret, connection)
      if (password !== undefined) return await this.#with(password, by, connection, run)
      return await run({ by })
    } catch (error) {
      const code = error instanceof Failure ? error.data.code : undefined
      if (code !== undefined && wrong.includes(code))
        this.#forget(secret, connection, error as Failure)
      if (code === undefined || !needed.includes(code)) throw error
      return await this.#ask(secret, connection, error as Failure, run, signal)
    }
  }

  /** Whether the operator typed a password that is good for this connection alone. */
  typedFor(connection: Connection): boolean {
    return this.#typed?.on === connection && this.#typed.password !== undefined
  }

  #known(secret: SecretRef, connection: Connection): string | undefined {
    const kept = this.#secrets.find(secret)
    if (kept !== undefined || this.#typed?.on !== connection) return kept
    return this.#typed.password
  }

  async #with<T>(
    password: string,
    by: Becoming['by'],
    connection: Connection,
    run: (how: Becoming) => Promise<T>,
  ): Promise<T> {
    const root = { by, password }
    await this.#proof.accepted(root, connection)
    return run(root)
  }

  async #ask<T>(
    secret: SecretRef & { kind: 'sudo-password' | 'doas-password' },
    connection: Connection,
    failure: Failure,
    run: (how: Becoming) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    if (this.#typed?.on === connection && this.#typed.refused) throw this.#typed.refused
    const by = secret.kind === 'sudo-password' ? 'sudo' : 'doas'
    const reply = await this.#prompter.ask(
      {
        agent: this.#agent.name,
        kind: secret.kind,
        user: this.#agent.user,
        title: `${by} asks for the password of ${this.#agent.user}`,
        fields: [{ label: 'Password', echo: false }],
        secret,
      },
      signal,
    )
    if ('unanswered' in reply) {
      if (reply.unanswered === 'dismissed') this.#typed = { on: connection, refused: failure }
      throw failure
    }
    const [password = ''] = reply.answers
    this.#typed = { on: connection, password }
    try {
      return await this.#with(password, by, connection, run)
    } catch (error) {
      const code = error instanceof Failure ? error.data.code : undefined
      if (code && wrong.includes(code)) this.#forget(secret, connection, error as Failure)
      throw error
    }
  }

  /** Not asked for again by itself on this connection. */
  #forget(secret: SecretRef, connection: Connection, refused: Failure): void {
    this.#secrets.forget(secret)
    this.#typed = { on: connection, refused }
  }
}

import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import { type Becoming, execute } from './command.ts'
import type { Connection } from './connection.ts'
import { checkPassword } from './sudo.ts'

const proofTimeoutMs = 30_000

/**
 * Tries a password for sudo or doas once, alone, before commands go out with it side by side: a wrong one is
 * counted against the account once, not once per command, and is never tried again.
 */
export class PasswordProof {
  readonly #agent: Agent
  #tried: { readonly password: string; readonly outcome: Promise<void> } | undefined

  constructor(agent: Agent) {
    this.#agent = agent
  }

  /** Resolves when it was accepted; throws `…-password-wrong` if it was not. */
  async accepted(root: Required<Becoming>, connection: Connection): Promise<void> {
    const { password } = root
    checkPassword(this.#agent, password)
    if (this.#tried?.password !== password) {
      this.#tried = { password, outcome: this.#attempt(root, connection) }
    }
    await this.#tried.outcome
  }

  /** It is taken no more: the next use tries it alone again. */
  forget(): void {
    this.#tried = undefined
  }

  async #attempt(root: Becoming, connection: Connection): Promise<void> {
    try {
      await execute(this.#agent, connection, {
        argv: ['true'],
        root,
        timeoutMs: proofTimeoutMs,
        maxOutputBytes: 65_536,
        changed: 'Nothing was changed.',
      })
    } catch (error) {
      const wrong = error instanceof Failure && /-password-wrong$/.test(error.data.code)
      if (!wrong) this.forget()
      throw error
    }
  }
}

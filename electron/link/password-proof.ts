import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import { execute } from './command.ts'
import type { Connection } from './connection.ts'
import { checkPassword } from './sudo.ts'

const proofTimeoutMs = 30_000

/**
 * Tries a sudo password once, alone, before commands go out with it side by side: a wrong one is
 * counted against the account once, not once per command, and is never tried again.
 */
export class PasswordProof {
  readonly #agent: Agent
  #tried: { readonly password: string; readonly outcome: Promise<void> } | undefined

  constructor(agent: Agent) {
    this.#agent = agent
  }

  /** Resolves when sudo has accepted the password; throws `sudo-password-wrong` if it did not. */
  async accepted(password: string, connection: Connection): Promise<void> {
    checkPassword(this.#agent, password)
    if (this.#tried?.password !== password) {
      this.#tried = { password, outcome: this.#attempt(password, connection) }
    }
    await this.#tried.outcome
  }

  /** sudo takes it no more: the next use tries it alone again. */
  forget(): void {
    this.#tried = undefined
  }

  async #attempt(password: string, connection: Connection): Promise<void> {
    try {
      await execute(this.#agent, connection, {
        argv: ['true'],
        sudo: { password },
        timeoutMs: proofTimeoutMs,
        maxOutputBytes: 65_536,
        changed: 'Nothing was changed.',
      })
    } catch (error) {
      const wrong = error instanceof Failure && error.data.code === 'sudo-password-wrong'
      if (!wrong) this.forget()
      throw error
    }
  }
}

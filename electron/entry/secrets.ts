import type { Remember } from '../contract/prompts.ts'
import { type SecretRef, type SecretStore, secretName } from '../link/secrets.ts'
import type { Keychain } from './keychain.ts'

/**
 * Secrets in memory for as long as the engine lives and, where that was wished and the system has
 * one, in its keychain. They are nowhere else: not in the store, not in logs.
 */
export class Secrets implements SecretStore {
  readonly #kept = new Map<string, string>()
  readonly #keychain: Keychain | undefined

  constructor(keychain?: Keychain) {
    this.#keychain = keychain
  }

  /** Whether there is a keychain to keep secrets in. */
  get canKeep(): boolean {
    return this.#keychain !== undefined
  }

  keep(ref: SecretRef, secret: string, remember: Exclude<Remember, 'no'> = 'session'): void {
    const name = secretName(ref)
    if (remember === 'keychain') this.#keychain?.keep(name, secret)
    this.#kept.set(name, secret)
  }

  find(ref: SecretRef): string | undefined {
    const name = secretName(ref)
    const known = this.#kept.get(name) ?? this.#keychain?.find(name)
    if (known !== undefined) this.#kept.set(name, known)
    return known
  }

  forget(ref: SecretRef): void {
    const name = secretName(ref)
    this.#kept.delete(name)
    this.#keychain?.forget(name)
  }

  /** Forgets what is an agent's own, since another machine may get its name. */
  forgetAgent(agent: string): void {
    for (const kind of ['password', 'sudo-password', 'doas-password'] as const)
      this.forget({ kind, of: agent })
  }

  /** Forgets what is in memory. */
  close(): void {
    this.#kept.clear()
  }
}

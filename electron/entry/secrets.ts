import { type SecretRef, type SecretStore, secretName } from '../link/secrets.ts'

/** Secrets for as long as the engine lives. They are nowhere else: not in files, not in logs. */
export class Secrets implements SecretStore {
  readonly #kept = new Map<string, string>()

  keep(ref: SecretRef, secret: string): void {
    this.#kept.set(secretName(ref), secret)
  }

  find(ref: SecretRef): string | undefined {
    return this.#kept.get(secretName(ref))
  }

  forget(ref: SecretRef): void {
    this.#kept.delete(secretName(ref))
  }

  /** Forgets what is an agent's own, since another machine may get its name. */
  forgetAgent(agent: string): void {
    for (const kind of ['password', 'sudo-password', 'doas-password'] as const)
      this.forget({ kind, of: agent })
  }

  forgetAll(): void {
    this.#kept.clear()
  }
}

/** Passwords for as long as the engine lives. They are nowhere else: not in files, not in logs. */
export class Secrets {
  readonly #sudoPasswords = new Map<string, string>()

  keepSudoPassword(agents: readonly string[], password: string): void {
    for (const agent of agents) this.#sudoPasswords.set(agent, password)
  }

  sudoPassword(agent: string): string | undefined {
    return this.#sudoPasswords.get(agent)
  }

  /** Forgets an agent's, since another machine may get its name; or all. */
  forget(agent?: string): void {
    if (agent === undefined) this.#sudoPasswords.clear()
    else this.#sudoPasswords.delete(agent)
  }
}

import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import type { contract } from '../../contract/contract.ts'
import { dataFolder } from '../../store/data-folder.ts'
import { type Engine, openEngine } from '../engine.ts'
import { type EngineRouter, engineRouter } from '../router.ts'

export type Client = ContractRouterClient<typeof contract>

interface GlobalOptions {
  readonly json?: boolean
  readonly sudoPasswordStdin?: boolean
}

/** What every command works with: the engine behind the contract, and the way to print. */
export class Console {
  json = false
  /** False: the command ran, and what it was to do did not succeed; the exit status is then 1. */
  succeeded = true
  #engine: Engine | undefined
  #router: EngineRouter | undefined

  use(options: GlobalOptions): void {
    this.json = options.json ?? false
  }

  /** The engine behind the contract, opened on first use. */
  get client(): Client {
    return createRouterClient(this.router)
  }

  get router(): EngineRouter {
    this.#engine ??= openEngine(dataFolder())
    this.#router ??= engineRouter(this.#engine, () => {})
    return this.#router
  }

  /** Prints a result: the document itself, or what `text` makes of it. */
  print<T>(document: T, text: (document: T) => string): void {
    process.stdout.write(`${this.json ? JSON.stringify(document) : text(document)}\n`)
  }

  /** Says something to a person; programs that asked for JSON are not told. */
  say(text: string): void {
    if (!this.json) process.stdout.write(`${text}\n`)
  }

  async close(): Promise<void> {
    await this.#engine?.close()
  }
}

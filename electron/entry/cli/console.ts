import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import type { contract } from '../../contract/contract.ts'
import { Failure } from '../../contract/failure.ts'
import { dataFolder } from '../../store/data-folder.ts'
import { type Engine, openEngine } from '../engine.ts'
import { printIfDebugging } from '../failures.ts'
import { type EngineRouter, engineRouter } from '../router.ts'
import { answerOnTerminal } from './answer-prompts.ts'
import { askYesNo, firstLineOfStdin } from './prompt.ts'

export type Client = ContractRouterClient<typeof contract>

export interface GlobalOptions {
  readonly json?: boolean
  readonly sudoPasswordStdin?: boolean
}

/** What every command works with: the engine behind the contract, and the ways to print and ask. */
export class Console {
  json = false
  /** False: the command ran, and what it was to do did not succeed; the exit status is then 1. */
  succeeded = true
  /** Instead of 1 or 0, for a command that has more to say by it. */
  exitStatus: number | undefined
  /** False where another face asks the operator. */
  asks = true
  /** Whoever read the output is gone: a command that would print for ever ends. */
  unread = false
  #progress = false
  readonly #closed = new AbortController()
  #engine: Engine | undefined
  #router: EngineRouter | undefined

  /** Takes the global options, and the password from stdin if it was promised there. */
  async use(options: GlobalOptions): Promise<void> {
    this.json = options.json ?? false
    if (!options.sudoPasswordStdin) return
    const sudoPassword = await firstLineOfStdin()
    const agents = await this.client.agents.list()
    const locked = agents.filter((agent) => agent.privilege !== 'none').map(({ name }) => name)
    await this.client.agents.unlock({ agents: locked, sudoPassword })
  }

  /** The engine behind the contract, opened on first use. */
  get client(): Client {
    return createRouterClient(this.router)
  }

  get router(): EngineRouter {
    this.#router ??= engineRouter(this.engine, printIfDebugging)
    return this.#router
  }

  get engine(): Engine {
    this.#engine ??= this.#open()
    return this.#engine
  }

  #open(): Engine {
    const engine = openEngine(dataFolder())
    if (this.asks && this.#attended) void answerOnTerminal(engine.prompts, this.#closed.signal)
    return engine
  }

  /** Whether a person sits here who can be asked. */
  get #attended(): boolean {
    return !this.json && process.stdin.isTTY
  }

  /** Prints a result: the document itself, or what `text` makes of it. */
  print<T>(document: T, text: (document: T) => string): void {
    process.stdout.write(`${this.json ? JSON.stringify(document) : text(document)}\n`)
  }

  /** Says something to a person; programs that asked for JSON are not told. */
  say(text: string): void {
    if (!this.json) process.stdout.write(`${text}\n`)
  }

  /** Says something on stderr, where it does not get into documents. */
  warn(text: string): void {
    process.stderr.write(`${text}\n`)
  }

  /** Says on a terminal how many agents are done, in a line that the next one replaces. */
  progress(done: number, total: number): void {
    if (this.json || total < 2 || !process.stderr.isTTY) return
    process.stderr.write(`\r\u001b[K${done} of ${total} agents`)
    this.#progress = true
  }

  /** Takes that line away. */
  endProgress(): void {
    if (this.#progress) process.stderr.write('\r\u001b[K')
    this.#progress = false
  }

  /** Whether to go on: `--yes`, or a person's word. Without either it is a failure, not a no. */
  async confirmed(question: string, yes: boolean | undefined): Promise<boolean> {
    if (yes) return true
    if (this.#attended) return askYesNo(question)
    throw new Failure({
      code: 'input-invalid',
      message: 'Nobody is there to be asked whether to go on.',
      advice: 'Add --yes to go on without a question, or --dry-run to see the plan alone.',
    })
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#engine?.close()
  }
}

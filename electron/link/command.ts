import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import type { CommandChannel } from './carrier.ts'
import type { Connection } from './connection.ts'
import { doasArgv, doasFailure } from './doas.ts'
import { DoasTerminal, doasLine } from './doas-terminal.ts'
import { cancelled, effectUnknown, printable } from './failures.ts'
import { MarkedStream, type Marks, marked, newMarks } from './framing.ts'
import { shellLine } from './quote.ts'
import { watchedScript } from './scripts.ts'
import { passwordWrong, sudoArgv, sudoFailure } from './sudo.ts'

/** How to become root; with this password if one is asked for. */
export interface Becoming {
  readonly by: 'sudo' | 'doas'
  readonly password?: string
}

/** A command to run on an agent. */
export interface Command {
  readonly argv: readonly string[]
  /** Run as root. */
  readonly root?: Becoming
  readonly stdin?: string | Buffer
  /** Deadline for the whole, ms; with `onStdout`, for the first output. */
  readonly timeoutMs: number
  readonly maxOutputBytes: number
  readonly signal?: AbortSignal
  /** What failures say was changed once the command has been started. */
  readonly changed?: string
  /** Sees stdout as it comes; returns the deadline for what comes next, ms. */
  readonly onStdout?: (chunk: Buffer) => number
  /**
   * Takes stdout as it comes, of a program that goes on: nothing is kept or capped, the deadline is for
   * its start, and it is ended on the agent when it is given up.
   */
  readonly onOutput?: (chunk: Buffer) => void
}

export interface Outcome {
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs a command to its end, whatever its exit status. Throws when there is none. */
export async function execute(
  agent: Agent,
  connection: Connection,
  command: Command,
): Promise<Outcome> {
  const marks = newMarks()
  const { root, signal, changed = effectUnknown } = command
  const password = root?.by === 'doas' ? root.password : undefined
  const onTerminal = password !== undefined
  const begin = (channel: CommandChannel) => {
    const plain = onTerminal ? new DoasTerminal(channel, marks.start, password) : channel
    return new RunningCommand(agent, connection, plain, command, marks)
  }
  const argv = command.onOutput ? watched(command.argv, onTerminal) : command.argv
  const line = onTerminal
    ? doasLine(argv, marks.start, command.stdin ?? '')
    : commandLine({ ...command, argv }, marks)
  const { command: running, release } = await connection
    .open(line, begin, changed, signal, onTerminal)
    .catch((error: unknown) => {
      const gaveUpWaiting = signal?.aborted && error === signal.reason
      throw gaveUpWaiting ? cancelled(agent, 'Nothing was changed.') : error
    })
  return running.outcome().finally(release)
}

function commandLine(command: Command, marks: Marks): string {
  return shellLine(['exec', ...becoming(command.root, marks), ...marked(command.argv, marks)])
}

/** So that it ends with its channel: a program that prints nothing would not notice. */
function watched(argv: readonly string[], onTerminal: boolean): string[] {
  return ['sh', '-c', watchedScript, 'sh', onTerminal ? '/dev/tty' : '', ...argv]
}

function becoming(root: Becoming | undefined, marks: Marks): string[] {
  if (!root) return []
  return root.by === 'doas' ? doasArgv : sudoArgv(marks.prompt, root.password !== undefined)
}

/** One channel from its opening to its close. */
class RunningCommand {
  readonly #agent: Agent
  readonly #connection: Connection
  readonly #channel: CommandChannel
  readonly #command: Command
  readonly #marks: Marks
  readonly #out: MarkedStream
  readonly #err: MarkedStream
  readonly #stdout: Buffer[] = []
  readonly #stderr: Buffer[] = []
  readonly #ended = Promise.withResolvers<void>()
  #received = 0
  #asked = 0
  #exit: { code: number | null; signal?: string } | undefined
  #failure: Failure | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(
    agent: Agent,
    connection: Connection,
    channel: CommandChannel,
    command: Command,
    marks: Marks,
  ) {
    this.#agent = agent
    this.#connection = connection
    this.#channel = channel
    this.#command = command
    this.#marks = marks
    this.#out = new MarkedStream(marks.start)
    this.#err = new MarkedStream(marks.start)
    this.#listen()
  }

  async outcome(): Promise<Outcome> {
    const { signal } = this.#command
    const abort = () => this.#giveUp(cancelled(this.#agent, this.#changed()))
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort()
    this.#wind(this.#command.timeoutMs)
    try {
      await this.#ended.promise
      return this.#verdict()
    } finally {
      clearTimeout(this.#timer)
      signal?.removeEventListener('abort', abort)
    }
  }

  #listen(): void {
    const channel = this.#channel
    channel.on('data', (chunk: Buffer) => this.#onStdout(chunk))
    channel.stderr.on('data', (chunk: Buffer) => this.#onStderr(chunk))
    channel.on('exit', (code: number | null, signal?: string) => {
      this.#exit = { code, signal }
    })
    // The end of the connection closes the channel; the connection keeps the cause.
    channel.on('error', () => {})
    channel.on('close', this.#ended.resolve)
    if (this.#command.root?.by !== 'sudo') this.#sendStdin()
  }

  #onStdout(chunk: Buffer): void {
    const own = this.#out.push(chunk)
    const { onOutput } = this.#command
    if (onOutput) {
      if (this.#out.started) clearTimeout(this.#timer)
      if (own.length > 0) onOutput(own)
      return
    }
    if (own.length === 0 || !this.#within(own)) return
    if (this.#command.onStdout) {
      this.#wind(this.#command.onStdout(own))
    }
    this.#stdout.push(own)
  }

  #onStderr(chunk: Buffer): void {
    const before = this.#err.started
    const own = this.#err.push(chunk)
    const { root } = this.#command
    if (root?.by === 'sudo' && !before) this.#onSudo(root.password)
    if (own.length > 0 && this.#within(own)) this.#stderr.push(own)
  }

  #onSudo(password: string | undefined): void {
    if (this.#err.started) {
      this.#sendStdin()
      return
    }
    const asked = this.#err.preamble.split(this.#marks.prompt).length - 1
    if (asked === this.#asked) return
    this.#asked = asked
    if (asked > 1) this.#giveUp(passwordWrong(this.#agent))
    else this.#channel.write(`${password}\n`)
  }

  #sendStdin(): void {
    const keepsOpen = this.#command.onOutput && !(this.#channel instanceof DoasTerminal)
    if (!keepsOpen) this.#channel.end(this.#command.stdin ?? '')
  }

  #within(chunk: Buffer): boolean {
    this.#received += chunk.length
    if (this.#received <= this.#command.maxOutputBytes) return true
    this.#giveUp(
      new Failure({
        code: 'output-too-large',
        agent: this.#agent.name,
        message: `The command printed more than ${this.#command.maxOutputBytes} bytes.`,
        changed: this.#changed(),
        advice: 'Look on the agent at what it prints.',
      }),
    )
    return false
  }

  /** Starts the deadline afresh. */
  #wind(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#giveUp(this.#timedOut(ms)), ms)
  }

  #timedOut(timeoutMs: number): Failure {
    return new Failure({
      code: 'command-timeout',
      agent: this.#agent.name,
      message: this.#command.onStdout
        ? `The agent acknowledged nothing for ${timeoutMs / 1000} s.`
        : `The command did not end within ${timeoutMs / 1000} s.`,
      changed: this.#changed(),
      advice: 'It may still run: look on the agent, then observe it again.',
      evidence: this.#said(),
    })
  }

  #giveUp(failure: Failure): void {
    if (this.#failure) return
    this.#failure = failure
    // Not waited for: a server that hangs closes nothing.
    this.#channel.close()
    this.#ended.resolve()
  }

  #changed(): string {
    if (this.#command.root && !this.#err.started) return 'Nothing was changed.'
    return this.#command.changed ?? effectUnknown
  }

  #said(): string {
    const text = this.#err.preamble + Buffer.concat(this.#stderr).toString('utf8')
    return printable(text.replaceAll(this.#marks.prompt, '')).trim()
  }

  #verdict(): Outcome {
    if (this.#failure) throw this.#failure
    if (this.#exit === undefined && this.#connection.lost) {
      throw this.#connection.lostFailure(this.#changed())
    }
    if (!this.#err.started) throw this.#neverStarted()
    if (typeof this.#exit?.code !== 'number') throw this.#noStatus()
    return {
      exitCode: this.#exit.code,
      stdout: Buffer.concat(this.#stdout),
      stderr: Buffer.concat(this.#stderr).toString('utf8'),
    }
  }

  #neverStarted(): Failure {
    const by = this.#command.root?.by
    if (by === 'sudo') return sudoFailure(this.#agent, this.#said(), this.#asked)
    if (by === 'doas') return doasFailure(this.#agent, this.#said())
    return new Failure({
      code: 'command-failed',
      agent: this.#agent.name,
      message: `The login shell of ${this.#agent.user} did not start the command.`,
      advice: 'Check that this user has a POSIX shell and may run commands over SSH.',
      evidence: `${this.#out.preamble}${this.#said()}`.slice(-4000),
    })
  }

  #noStatus(): Failure {
    const how = this.#exit?.signal
      ? `was ended by ${printable(this.#exit.signal)}`
      : 'left no exit status'
    return new Failure({
      code: 'command-failed',
      agent: this.#agent.name,
      message: `The command ${how}: what it did is unknown, and is not counted as success.`,
      changed: this.#changed(),
      advice: 'Observe the agent again.',
      evidence: this.#said(),
    })
  }
}

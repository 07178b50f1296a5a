import type { Duplex } from 'node:stream'
import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import type { CarrierChoice } from './carrier-choice.ts'
import { ChunkQueue } from './chunk-queue.ts'
import { type Becoming, type Command, execute, type Outcome } from './command.ts'
import type { Connection } from './connection.ts'
import { notDialled, printable, readTooSlowly } from './failures.ts'
import { type FileStat, parseStat, statArgv } from './file-stat.ts'
import {
  checkPath,
  contentsOf,
  fileFailure,
  type Placement,
  PlaceReports,
  placeArguments,
  placeFailure,
  placementOf,
  saysDiskFull,
  uploadPartBytes,
} from './files.ts'
import type {
  CommandResult,
  FileWrite,
  FollowOptions,
  Link,
  ReadOptions,
  RunOptions,
  StreamOptions,
  UploadOptions,
  WriteOptions,
} from './link.ts'
import type { RootAccess } from './root-access.ts'
import { placeScript } from './scripts.ts'

const defaultTimeoutMs = 30_000
const defaultCap = 8 * 1024 * 1024
/** For an agent that has all of an upload to check it and bring it to its disk. */
const settleMs = 60_000

/** What a link needs of its pool. */
export interface LinkSource {
  /** The connection that stands, or a new one. */
  connection(signal?: AbortSignal): Promise<Connection>
  readonly root: RootAccess
  /** The carrier of the last connection that was asked for. */
  readonly choice: CarrierChoice | undefined
  close(): void
}

type Execution = Pick<Command, 'argv'> &
  Partial<Omit<Command, 'argv' | 'root'>> & { privileged?: boolean | undefined }

/** A Link over a connection, whichever carrier made it. */
export class SshLink implements Link {
  readonly #agent: Agent
  readonly #source: LinkSource

  constructor(agent: Agent, source: LinkSource) {
    this.#agent = agent
    this.#source = source
  }

  get agent(): string {
    return this.#agent.name
  }

  get carrier(): CarrierChoice | undefined {
    return this.#source.choice
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const { expect = [0], privileged, stdin, timeoutMs, maxOutputBytes, signal } = options
    const outcome = await this.#execute({
      argv,
      privileged,
      stdin,
      timeoutMs,
      maxOutputBytes,
      signal,
    })
    if (!expect.includes(outcome.exitCode)) throw this.#unexpected(argv, outcome)
    return outcome
  }

  script(
    text: string,
    args: readonly string[] = [],
    options: Omit<RunOptions, 'stdin'> = {},
  ): Promise<CommandResult> {
    return this.run(['sh', '-s', '--', ...args], { ...options, stdin: text })
  }

  async *stream(
    argv: readonly string[],
    { privileged, signal }: StreamOptions = {},
  ): AsyncGenerator<Buffer, void> {
    const left = new AbortController()
    const queue = new ChunkQueue(defaultCap)
    const onOutput = (chunk: Buffer) => {
      if (queue.push(chunk)) return
      queue.end(readTooSlowly(this.agent, argv[0] ?? ''))
      left.abort()
    }
    const either = signal ? AbortSignal.any([signal, left.signal]) : left.signal
    const running = this.#execute({ argv, privileged, signal: either, onOutput })
    running.then(
      (outcome) => queue.end(outcome.exitCode === 0 ? undefined : this.#unexpected(argv, outcome)),
      (error: unknown) => queue.end(error),
    )
    try {
      yield* queue
    } finally {
      left.abort()
    }
  }

  async *follow(path: string, options: FollowOptions = {}): AsyncGenerator<Buffer, void> {
    const { lines = 10, ...how } = options
    // The program itself would wait for one that is not there.
    await this.stat(path, how)
    yield* this.stream(['tail', '-n', String(lines), '-F', '--', path], how)
  }

  async dial(host: string, port: number, signal?: AbortSignal): Promise<Duplex> {
    const connection = await this.#source.connection(signal)
    return connection
      .during(() => connection.dial(host, port))
      .catch((error: Error) => {
        throw notDialled(this.#agent, `${host}:${port}`, error)
      })
  }

  async stat(path: string, { privileged, signal }: StreamOptions = {}): Promise<FileStat> {
    checkPath(this.agent, path)
    const outcome = await this.#execute({ argv: statArgv(path), privileged, signal })
    const found = outcome.exitCode === 0 ? parseStat(outcome.stdout.toString()) : undefined
    if (!found) throw fileFailure(this.agent, path, outcome)
    return found
  }

  async read(path: string, options: ReadOptions = {}): Promise<Buffer> {
    checkPath(this.agent, path)
    const { maxBytes = defaultCap, privileged, signal } = options
    const outcome = await this.#execute({
      // One byte more than allowed tells a file that is too large, also in /proc.
      argv: ['head', '-c', String(maxBytes + 1), path],
      maxOutputBytes: maxBytes + defaultCap,
      changed: 'Nothing was changed.',
      privileged,
      signal,
    })
    if (outcome.exitCode !== 0) throw fileFailure(this.agent, path, outcome)
    if (outcome.stdout.length > maxBytes) throw this.#tooLarge(path, maxBytes)
    return outcome.stdout
  }

  async write(files: readonly FileWrite[], options: WriteOptions = {}): Promise<void> {
    if (files.length === 0) return
    const { privileged, signal, onWritten } = options
    let written = 0
    await this.#place(files.map(placementOf), { privileged, signal }, ({ placed }) => {
      for (; written < placed; written++) onWritten?.(written)
      return defaultTimeoutMs
    })
  }

  async upload(path: string, content: Buffer, options: UploadOptions): Promise<void> {
    const { privileged, signal, stallMs = 30_000, onProgress } = options
    const place: Placement = {
      path,
      content,
      sha256: options.sha256,
      mode: options.mode ?? 0o644,
      makeParents: true,
      partBytes: uploadPartBytes,
    }
    let told = 0
    await this.#place([place], { privileged, signal, timeoutMs: stallMs }, (reports) => {
      const stored = Math.min(reports.stored * uploadPartBytes, content.length)
      if (stored > told) onProgress?.(stored, content.length)
      told = stored
      return stored < content.length ? stallMs : settleMs
    })
  }

  close(): void {
    this.#source.close()
  }

  /** `onReports` sees the reports as they come; returns the deadline for what comes next, ms. */
  async #place(
    places: readonly Placement[],
    how: Omit<Execution, 'argv'>,
    onReports: (reports: PlaceReports) => number,
  ): Promise<void> {
    for (const { path } of places) checkPath(this.agent, path)
    const reports = new PlaceReports()
    const outcome = await this.#execute({
      ...how,
      argv: ['sh', '-c', placeScript, 'sh', ...placeArguments(places)],
      stdin: contentsOf(places),
      changed: `Either as it was or wholly as wanted: ${places.map(({ path }) => path).join(', ')}.`,
      onStdout: (chunk) => {
        reports.push(chunk)
        return onReports(reports)
      },
    })
    if (outcome.exitCode !== 0) throw placeFailure(this.agent, places, reports, outcome)
  }

  async #execute(what: Execution): Promise<Outcome> {
    const { privileged, ...rest } = what
    const connection = await this.#source.connection(what.signal)
    const run = (root?: Becoming) =>
      execute(this.#agent, connection, {
        ...rest,
        root,
        timeoutMs: what.timeoutMs ?? defaultTimeoutMs,
        maxOutputBytes: what.maxOutputBytes ?? defaultCap,
      })
    return connection.during(() =>
      privileged ? this.#source.root.use(connection, run, what.signal) : run(),
    )
  }

  #unexpected([program = '']: readonly string[], outcome: Outcome): Failure {
    const full = saysDiskFull(outcome.stderr)
    return new Failure({
      code: full ? 'disk-full' : 'command-failed',
      agent: this.agent,
      message: full
        ? `${program} found no space left on the agent’s disk.`
        : `${program} ended with exit status ${outcome.exitCode}.`,
      changed: 'Unknown: the command ran and failed.',
      advice: full
        ? 'Free space there, then try again.'
        : 'See what it said, and look on the agent.',
      evidence: printable(outcome.stderr).trim() || undefined,
    })
  }

  #tooLarge(path: string, maxBytes: number): Failure {
    return new Failure({
      code: 'file-too-large',
      agent: this.agent,
      message: `${path} is larger than ${maxBytes} bytes.`,
      advice: 'Look on the agent why it is so large.',
    })
  }
}

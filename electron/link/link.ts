import type { Duplex } from 'node:stream'
import type { CarrierChoice } from './carrier-choice.ts'
import type { FileStat } from './file-stat.ts'

/** A command's outcome. `exitCode` is one of those expected; anything else was thrown. */
export interface CommandResult {
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: string
}

export interface RunOptions {
  readonly stdin?: string | Buffer
  /** Run as root: as it is for a root login, else through sudo. Default false. */
  readonly privileged?: boolean
  /** Exit codes that are an answer and not a failure. Default [0]. */
  readonly expect?: readonly number[]
  /** Deadline for the whole command, ms. Default 30 000. */
  readonly timeoutMs?: number
  /** Cap on stdout and on stderr, bytes. Default 8 MiB. */
  readonly maxOutputBytes?: number
  readonly signal?: AbortSignal
}

export interface ReadOptions {
  readonly privileged?: boolean
  /** Default 8 MiB. */
  readonly maxBytes?: number
  readonly signal?: AbortSignal
}

export interface StreamOptions {
  readonly privileged?: boolean
  readonly signal?: AbortSignal
}

export interface FollowOptions extends StreamOptions {
  /** So many lines of what is there already. Default 10. */
  readonly lines?: number
}

/** A small file as it is to be, and what must be there now. */
export interface FileWrite {
  readonly path: string
  /** null: no file is to be there. */
  readonly content: string | Buffer | null
  /** Octal mode of a new file; an existing file keeps its own mode and owner. Default 0644. */
  readonly mode?: number
  /**
   * sha256 (hex) that the file must have now; null: it must not exist. A difference is thrown as
   * `file-conflict` and nothing is written. Absent: written whatever is there.
   */
  readonly expectedSha256?: string | null
  /** A file on the agent whose owner, mode and security context the file gets, not its own. */
  readonly attributesOf?: string
  /**
   * Folder for the half-written file, for a target whose own folder is read whole; not used when
   * it lies on another file system. Default: beside the target.
   */
  readonly stageIn?: string
}

export interface WriteOptions {
  readonly privileged?: boolean
  readonly signal?: AbortSignal
  /** Called with the index of each file as soon as it is as wanted. */
  readonly onWritten?: (index: number) => void
}

export interface UploadOptions {
  readonly privileged?: boolean
  readonly mode?: number
  /** sha256 (hex) of `content`; compared with what the agent computes before the rename. */
  readonly sha256: string
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void
  /** Given up after this long without one acknowledged part of 1 MiB, ms. Default 30 000. */
  readonly stallMs?: number
  readonly signal?: AbortSignal
}

/**
 * The way to one agent. Every method throws `Failure` (contract/failure.ts) with the agent's name;
 * none leaves a half-written file in place: files are written beside the target, fsynced, checked
 * by sha256 and renamed over it.
 */
export interface Link {
  /** The agent's name. */
  readonly agent: string
  /** What the last connection was made with, and why; undefined: none has been asked for. */
  readonly carrier: CarrierChoice | undefined
  /** Runs a program with its arguments; no shell sees them unquoted. */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>
  /** Runs a POSIX sh script given on stdin of `sh -s`, with positional arguments. */
  script(
    text: string,
    args?: readonly string[],
    options?: Omit<RunOptions, 'stdin'>,
  ): Promise<CommandResult>
  /**
   * Runs a program that goes on, and gives its stdout as it comes. It is ended on the agent when the
   * reader leaves or the signal says so (`cancelled`). It may be silent for as long as it likes: a
   * connection that is dead is noticed by keepalive (`connection-lost`). A reader who falls 8 MiB
   * behind is cut off (`output-too-large`).
   */
  stream(argv: readonly string[], options?: StreamOptions): AsyncGenerator<Buffer, void>
  /**
   * The end of a file and what is added to it. A file that is renamed away is followed in the one that
   * comes in its place. `file-missing` when there is none now.
   */
  follow(path: string, options?: FollowOptions): AsyncGenerator<Buffer, void>
  /** A stream to a port that the agent reaches, its own on 127.0.0.1 too; ends with the link. */
  dial(host: string, port: number, signal?: AbortSignal): Promise<Duplex>
  /** What a path names, links followed; `file-missing`. */
  stat(path: string, options?: StreamOptions): Promise<FileStat>
  /** The file's bytes; `file-missing`, `file-too-large` (default cap 8 MiB). */
  read(path: string, options?: ReadOptions): Promise<Buffer>
  /**
   * Replaces and removes small files, each atomically, in this order. None is touched before all are
   * on the agent's disk and each that is there is what it is expected to be.
   */
  write(files: readonly FileWrite[], options?: WriteOptions): Promise<void>
  /** Puts a large file in place atomically; missing parent directories are made (0755). */
  upload(path: string, content: Buffer, options: UploadOptions): Promise<void>
  /** Closes the agent's connection, which all its links share; what runs on it is cut off. */
  close(): void
}

/** Gives links; one connection per agent, reused, opened on first use. */
export interface LinkPool {
  get(agent: string): Promise<Link>
  close(): void
}

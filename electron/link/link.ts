import type { CarrierChoice } from './carrier-choice.ts'

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

export interface RemoveOptions {
  readonly privileged?: boolean
  readonly expectedSha256: string
  readonly signal?: AbortSignal
}

export interface WriteOptions {
  readonly privileged?: boolean
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
  readonly signal?: AbortSignal
}

export interface UploadOptions {
  readonly privileged?: boolean
  readonly mode?: number
  /** sha256 (hex) of `content`; compared with what the agent computes before the rename. */
  readonly sha256: string
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void
  /** Given up after this long without one acknowledged byte, ms. Default 15 000. */
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
  /** The file's bytes; `file-missing`, `file-too-large` (default cap 8 MiB). */
  read(path: string, options?: ReadOptions): Promise<Buffer>
  /** Replaces a small file atomically. Returns the sha256 of what stands there now. */
  write(path: string, content: string | Buffer, options?: WriteOptions): Promise<string>
  /** Removes a file if its sha256 is the one given; `file-conflict` otherwise. */
  remove(path: string, options: RemoveOptions): Promise<void>
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

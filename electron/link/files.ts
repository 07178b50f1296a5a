import { createHash, randomBytes } from 'node:crypto'
import { posix } from 'node:path'
import { Failure, type FailureCode } from '../contract/failure.ts'
import type { Outcome } from './command.ts'
import { printable } from './failures.ts'
import type { FileWrite } from './link.ts'
import { scriptExit } from './scripts.ts'

export function sha256Of(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Paths on agents are absolute and plain; anything else is a mistake on this side. */
export function checkPath(agent: string, path: string): void {
  if (posix.isAbsolute(path) && !path.endsWith('/') && !path.includes('\0')) return
  throw new Failure({
    code: 'input-invalid',
    agent,
    message: `Not the absolute path of a file: ${JSON.stringify(path)}.`,
    advice: 'Give a path that starts with / and names a file.',
  })
}

/** What is to be put in place, or removed, and under which conditions. */
export interface Placement {
  readonly path: string
  /** null: the file is to be removed. */
  readonly content: Buffer | null
  readonly sha256: string | null
  readonly mode: number
  readonly expectedSha256?: string | null | undefined
  readonly attributesOf?: string | undefined
  readonly stageIn?: string | undefined
  readonly makeParents: boolean
  readonly partBytes: number
}

/**
 * Bytes between two reports of an upload's progress. Each costs the agent a process; and each must
 * arrive within the stall deadline, also over a slow line.
 */
export const uploadPartBytes = 1024 * 1024

/** The placement of a small file, which travels as one part. */
export function placementOf(write: FileWrite): Placement {
  const { path, expectedSha256, attributesOf, stageIn, mode = 0o644 } = write
  const content = typeof write.content === 'string' ? Buffer.from(write.content) : write.content
  return {
    path,
    content,
    sha256: content && sha256Of(content),
    mode,
    expectedSha256,
    attributesOf,
    stageIn,
    makeParents: false,
    partBytes: Math.max(content?.length ?? 0, 1),
  }
}

/** The contents of files as one stdin; a large one is not copied. */
export function contentsOf(places: readonly Placement[]): Buffer {
  const contents = places.flatMap(({ content }) => content ?? [])
  const [first] = contents
  return contents.length === 1 && first ? first : Buffer.concat(contents)
}

/** The arguments of `placeScript`. */
export function placeArguments(places: readonly Placement[]): string[] {
  return [randomBytes(8).toString('hex'), ...places.flatMap(wordsOf)]
}

function wordsOf(place: Placement): string[] {
  const { expectedSha256: expected } = place
  return [
    place.path,
    String(place.content?.length ?? 0),
    place.sha256 ?? 'absent',
    place.mode.toString(8),
    expected === undefined ? 'any' : (expected ?? 'absent'),
    place.makeParents ? 'yes' : 'no',
    String(place.partBytes),
    place.attributesOf ?? '',
    place.stageIn ?? '',
  ]
}

/** What `placeScript` has reported. */
export class PlaceReports {
  /** Parts that arrived, files in place, and the file it failed at, from 0. */
  stored = 0
  placed = 0
  failedAt: number | undefined
  #rest = ''

  /** Takes a chunk of its stdout. */
  push(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString('latin1')).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === 'stored') this.stored++
      if (line === 'placed') this.placed++
      if (line.startsWith('at ')) this.failedAt = Number(line.slice(3))
    }
  }
}

type Explanation = readonly [FailureCode, what: string, advice: string]

const byStatus: Record<number, Explanation> = {
  [scriptExit.conflict]: [
    'file-conflict',
    'has changed since it was read',
    'Observe the agent again, look at what has changed, then plan anew.',
  ],
  [scriptExit.checksum]: [
    'checksum-mismatch',
    'arrived on the agent with another sha256 than it was sent with',
    'Try again; if it repeats, suspect the network or the agent’s disk.',
  ],
  [scriptExit.notAFile]: [
    'input-invalid',
    'is not a regular file',
    'Give the path of a regular file.',
  ],
}

const diskFull = /: (No space left on device|Disk quota exceeded)$/m

/** Whether a program's messages, in the C locale, say that there was no space to write to. */
export function saysDiskFull(stderr: string): boolean {
  return diskFull.test(stderr)
}

/** Error texts of the C library in the C locale, at the end of a line. */
const byText: readonly (readonly [RegExp, Explanation])[] = [
  [
    diskFull,
    ['disk-full', 'does not fit on the agent’s disk', 'Free space there, then try again.'],
  ],
  [
    /: (Permission denied|Operation not permitted|Read-only file system)$/m,
    [
      'permission-denied',
      'may not be accessed',
      'Use a login with sudo, or check the file system.',
    ],
  ],
  [
    /: (No such file or directory|Not a directory|Directory nonexistent)$/m,
    ['file-missing', 'or its folder does not exist', 'Check the path on the agent.'],
  ],
  [
    /: (Is a directory|File name too long)$/m,
    ['input-invalid', 'is no path of a regular file', 'Give the path of a regular file.'],
  ],
]

/** `placeScript` that ended with an exit status other than 0, as a Failure of the file it was at. */
export function placeFailure(
  agent: string,
  places: readonly Placement[],
  { placed, failedAt = 0 }: PlaceReports,
  outcome: Outcome,
): Failure {
  const { path } = places[Math.min(failedAt, places.length - 1)] ?? { path: '' }
  const failure = fileFailure(agent, path, outcome)
  if (placed === 0) return failure
  const written = places.slice(0, placed).map((place) => place.path)
  return failure.with({ changed: `As wanted already: ${written.join(', ')}.` })
}

/** A file operation that ended with an exit status other than 0, as a Failure. */
export function fileFailure(agent: string, path: string, outcome: Outcome): Failure {
  const [code, what, advice]: Explanation = byStatus[outcome.exitCode] ??
    byText.find(([text]) => text.test(outcome.stderr))?.[1] ?? [
      'command-failed',
      `could not be handled (exit status ${outcome.exitCode})`,
      'See the evidence, and look on the agent.',
    ]
  return new Failure({
    code,
    agent,
    message: `${path} ${what}.`,
    advice,
    evidence: printable(outcome.stderr).trim() || undefined,
  })
}

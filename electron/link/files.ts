import { createHash, randomBytes } from 'node:crypto'
import { posix } from 'node:path'
import { Failure, type FailureCode } from '../contract/failure.ts'
import type { Outcome } from './command.ts'
import { printable } from './failures.ts'
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

/** What is to be put in place, and under which conditions. */
export interface Placement {
  readonly path: string
  readonly content: Buffer
  readonly sha256: string
  readonly mode: number
  readonly expectedSha256: string | null | undefined
  readonly attributesOf: string | undefined
  readonly stageIn: string | undefined
  readonly makeParents: boolean
  readonly partBytes: number
}

/**
 * Bytes between two reports of an upload's progress. Each costs the agent a process and a wait for its
 * disk; and each must arrive within the stall deadline, also over a slow line.
 */
export const uploadPartBytes = 1024 * 1024

/** The arguments of `placeScript`. */
export function placeArguments(place: Placement): string[] {
  const { expectedSha256: expected } = place
  return [
    place.path,
    String(place.content.length),
    place.sha256,
    place.mode.toString(8),
    expected === undefined ? 'any' : (expected ?? 'absent'),
    place.makeParents ? 'yes' : 'no',
    String(place.partBytes),
    randomBytes(8).toString('hex'),
    place.attributesOf ?? '',
    place.stageIn ?? '',
  ]
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

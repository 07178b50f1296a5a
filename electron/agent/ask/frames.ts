import { randomBytes } from 'node:crypto'
import { Failure } from '../../contract/failure.ts'

/** One piece of a script's answer: what it is, of which thing, and the bytes. */
export interface Frame {
  readonly kind: string
  /** The path, unit or address that `content` belongs to; '' when there is only one. */
  readonly subject: string
  readonly content: Buffer
}

/**
 * Shell function `frame KIND SUBJECT`: what is printed from here on, up to the next frame, is this
 * one's content. It starts no process, since starting one is what takes an agent's time. `$mark` is
 * random and made anew for each run, so no content can end a frame or pass for another one; the
 * subject's length in bytes stands before it, so it may hold any character.
 */
export const FRAME_FUNCTION = `
export LC_ALL=C
frame() { printf '\\n%s %s %d %s\\n' "$mark" "$1" "\${#2}" "$2"; }
`

/** A value for the script's `$mark`. */
export function newMark(): string {
  return randomBytes(16).toString('hex')
}

/** Reads what a script with `FRAME_FUNCTION` and this mark printed. Its last frame must be `end`. */
export function parseFrames(stdout: Buffer, mark: string, agent: string): Frame[] {
  const [before, ...pieces] = split(stdout, `\n${mark} `)
  if (before?.length) throw unreadable(agent, `unexpected: ${before.subarray(0, 200)}`)
  const frames = pieces.map((piece) => parseFrame(piece, agent))
  if (frames.pop()?.kind !== 'end') throw unreadable(agent, 'the answer ends too early')
  return frames
}

function split(bytes: Buffer, separator: string): Buffer[] {
  const pieces: Buffer[] = []
  let start = 0
  for (;;) {
    const at = bytes.indexOf(separator, start, 'latin1')
    if (at < 0) return [...pieces, bytes.subarray(start)]
    pieces.push(bytes.subarray(start, at))
    start = at + separator.length
  }
}

const HEADER = /^([a-z-]+) (\d+) /

function parseFrame(piece: Buffer, agent: string): Frame {
  const match = HEADER.exec(piece.toString('latin1', 0, 64))
  const start = match?.[0].length ?? 0
  const end = start + Number(match?.[2])
  if (!match || piece[end] !== 0x0a) {
    throw unreadable(agent, `unexpected: ${piece.subarray(0, 200)}`)
  }
  return {
    kind: match[1] ?? '',
    subject: piece.toString('utf8', start, end),
    content: piece.subarray(end + 1),
  }
}

/** For an answer that is not what the script prints. */
export function unreadable(agent: string, evidence: string): Failure {
  return new Failure({
    code: 'command-failed',
    message: `${agent} gave an answer that cannot be read.`,
    agent,
    advice: 'Look whether the login shell prints something of its own, then try again.',
    evidence,
  })
}

/** The content of the first frame of this kind (and subject, when given), as text. */
export function textOf(frames: readonly Frame[], kind: string, subject?: string): string {
  const found = frames.find(
    (frame) => frame.kind === kind && (subject === undefined || frame.subject === subject),
  )
  return found?.content.toString() ?? ''
}

/** The content of the first frame of this kind, as lines without the empty last one. */
export function linesOf(frames: readonly Frame[], kind: string, subject?: string): string[] {
  return textOf(frames, kind, subject)
    .split('\n')
    .filter((line) => line !== '')
}

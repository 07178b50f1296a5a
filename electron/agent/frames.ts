import { Failure } from '../contract/failure.ts'

/** One piece of a script's answer: what it is, of which thing, and the bytes. */
export interface Frame {
  readonly kind: string
  /** The path, unit or address that `content` belongs to; '' when there is only one. */
  readonly subject: string
  readonly content: Buffer
}

/**
 * Shell function `frame KIND SUBJECT`: prints its stdin as one frame. Everything that comes from
 * the agent is base64, so no content can end a frame early or pass for another one; only a subject
 * of harmless characters stands as it is, after a colon, which spares a process.
 */
export const FRAME_FUNCTION = `
export LC_ALL=C
frame() {
  case $2 in
    *[!A-Za-z0-9/._?@-]*) printf '%s =%s ' "$1" "$(printf %s "$2" | base64 -w 0)" ;;
    *) printf '%s :%s ' "$1" "$2" ;;
  esac
  base64 -w 0
  printf '\\n'
}
`

const LINE = /^([a-z-]+) (?::([A-Za-z0-9/._?@-]*)|=([A-Za-z0-9+/=]*)) ([A-Za-z0-9+/=]*)$/

/** Reads what a script with `FRAME_FUNCTION` printed. The last line must be `end`. */
export function parseFrames(stdout: Buffer, agent: string): Frame[] {
  const lines = stdout.toString('latin1').trimEnd().split('\n')
  if (lines.pop() !== 'end') throw unreadable(agent, 'the answer ends too early')
  return lines.map((line) => parseLine(line, agent))
}

function parseLine(line: string, agent: string): Frame {
  const match = LINE.exec(line)
  if (!match) throw unreadable(agent, `unexpected line: ${line.slice(0, 200)}`)
  const [, kind = '', plain, encoded = '', content = ''] = match
  return {
    kind,
    subject: plain ?? Buffer.from(encoded, 'base64').toString(),
    content: Buffer.from(content, 'base64'),
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

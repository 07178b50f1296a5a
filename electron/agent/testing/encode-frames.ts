/** Kind, subject and content of a frame. */
export type PlainFrame = readonly [kind: string, subject: string, content: string | Buffer]

/** What a script would print that answers with these frames and is whole. */
export function encodeFrames(mark: string, frames: readonly PlainFrame[]): Buffer {
  const all = [...frames, ['end', '', ''] as const]
  return Buffer.concat(
    all.flatMap(([kind, subject, content]) => [
      Buffer.from(`\n${mark} ${kind} ${Buffer.byteLength(subject)} ${subject}\n`),
      Buffer.from(content),
    ]),
  )
}

/** The mark in the text of a script that is to be run. */
export function markIn(script: string): string {
  return /^mark=([0-9a-f]{32})$/m.exec(script)?.[1] ?? ''
}

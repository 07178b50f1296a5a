import { Failure } from '../../contract/failure.ts'
import { sha256 } from './digest.ts'
import { type Frame, unreadable } from './frames.ts'

/** A file as it stands on the agent. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  /** Of the bytes: the optimistic lock of a later write. */
  readonly sha256: string
  /** False: `text` has replacement characters, so the file must not be written from it. */
  readonly isUtf8: boolean
}

export type SourceFiles = ReadonlyMap<string, SourceFile>

function sourceFile(path: string, bytes: Buffer): SourceFile {
  const text = bytes.toString('utf8')
  return { path, text, sha256: sha256(bytes), isUtf8: Buffer.from(text).equals(bytes) }
}

/** Files from pairs of `file-list` (size NUL path NUL …) and `file-data` frames. */
export function sourceFiles(frames: readonly Frame[], agent: string): Map<string, SourceFile> {
  const files = new Map<string, SourceFile>()
  frames.forEach((frame, index) => {
    if (frame.kind !== 'file-list') return
    const data = frames[index + 1]?.content ?? Buffer.alloc(0)
    for (const file of splitFiles(frame.content, data, agent)) files.set(file.path, file)
  })
  return files
}

/** Of each file that an agent's flags lead to. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024

function splitFiles(list: Buffer, data: Buffer, agent: string): SourceFile[] {
  const words = list.toString().split('\0')
  const files: SourceFile[] = []
  let start = 0
  for (let i = 0; i + 1 < words.length; i += 2) {
    if (Number(words[i]) > MAX_FILE_BYTES) throw tooLarge(agent, words[i + 1] ?? '', words[i] ?? '')
    const end = start + Number(words[i])
    files.push(sourceFile(words[i + 1] ?? '', data.subarray(start, end)))
    start = end
  }
  if (start !== data.length) {
    throw unreadable(agent, 'its files were changed while they were read')
  }
  return files
}

function tooLarge(agent: string, path: string, size: string): Failure {
  return new Failure({
    code: 'file-too-large',
    agent,
    message: `${path} on ${agent} has ${size} bytes, and 4 MiB of a file are read at most.`,
    advice: 'Look at it on the agent: neither a flag nor a manifest is that large.',
  })
}

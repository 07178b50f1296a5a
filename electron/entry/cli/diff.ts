import { styleText } from 'node:util'
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import type { FileChange } from '../../contract/change.ts'
import { visible } from './table.ts'

/** Beyond this many changed lines two files are not compared: that takes minutes. */
const MAX_EDITS = 2000

/** A file's change as a unified diff; where almost all of a large file changes, only how much. */
export function fileDiff({ path, before, after }: FileChange): string {
  const patch: string | undefined = createTwoFilesPatch(
    before === null ? '/dev/null' : path,
    after === null ? '/dev/null' : path,
    ended(before ?? ''),
    ended(after ?? ''),
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY, maxEditLength: MAX_EDITS },
  )
  if (patch === undefined) return tooDifferent(path, before ?? '', after ?? '')
  const lines = patch.trimEnd().split('\n')
  return lines
    .filter((line) => !/^={10,}$/.test(line))
    .map(styled)
    .join('\n')
}

function tooDifferent(path: string, before: string, after: string): string {
  const lines = (text: string) => text.split('\n').length
  return visible(
    `${path}: ${lines(before)} lines become ${lines(after)}, too different to be shown line by line`,
  )
}

/** Flag files have no line end at theirs; a note about that on every one would only distract. */
function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

function styled(line: string): string {
  const text = visible(line)
  if (line.startsWith('+') && !line.startsWith('+++')) return styleText('green', text)
  if (line.startsWith('-') && !line.startsWith('---')) return styleText('red', text)
  return text
}

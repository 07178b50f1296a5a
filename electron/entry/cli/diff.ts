import { styleText } from 'node:util'
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import type { FileChange } from '../../contract/change.ts'
import { visible } from './table.ts'

/** A file's change as a unified diff. */
export function fileDiff({ path, before, after }: FileChange): string {
  const patch = createTwoFilesPatch(
    before === null ? '/dev/null' : path,
    after === null ? '/dev/null' : path,
    ended(before ?? ''),
    ended(after ?? ''),
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  )
  const lines = patch.trimEnd().split('\n')
  return lines
    .filter((line) => !/^={10,}$/.test(line))
    .map(styled)
    .join('\n')
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

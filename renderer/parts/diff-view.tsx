import { structuredPatch } from 'diff'
import type { FileChange } from '../../electron/contract/change.ts'
import css from './diff-view.module.css'

/** Beyond this many changed lines two files are not compared: that takes minutes. */
const MAX_EDITS = 2000
/** Lines that are shown; a page with more of them gets slow. */
const MAX_LINES = 1500

type Line =
  | { kind: 'gap' }
  | { kind: 'same' | 'added' | 'removed' | 'note'; text: string; before?: number; after?: number }

/** One file's change, line by line, with a little of what stands around it. */
export function DiffView({ change }: { change: FileChange }) {
  const lines = diffLines(change)
  return (
    <figure className={css.diff} aria-label={`Change of ${change.path}`}>
      <figcaption>
        <code>{change.path}</code>
        <span className="dim">{fate(change)}</span>
      </figcaption>
      <div className={css.lines}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a diff is never reordered
          <DiffLine key={index} line={line} />
        ))}
      </div>
    </figure>
  )
}

const marks = { same: ' ', added: '+', removed: '−', note: ' ' } as const

function DiffLine({ line }: { line: Line }) {
  if (line.kind === 'gap') return <div className={css.gapLine}>⋯</div>
  return (
    <div className={css.line} data-kind={line.kind}>
      <span className={css.number}>{line.before}</span>
      <span className={css.number}>{line.after}</span>
      <span className={css.mark}>{marks[line.kind]}</span>
      <span className={css.text}>{line.text}</span>
    </div>
  )
}

function fate({ before, after }: FileChange): string {
  if (before === null) return 'new file'
  return after === null ? 'removed' : 'changed'
}

function diffLines({ path, before, after }: FileChange): Line[] {
  const options = { context: 3, maxEditLength: MAX_EDITS }
  const patch = structuredPatch(path, path, before ?? '', after ?? '', '', '', options)
  if (!patch)
    return [
      note(
        `${linesIn(before)} lines become ${linesIn(after)}, too different to be shown line by line.`,
      ),
    ]
  const lines = patch.hunks.flatMap((hunk, index) => {
    const numbers = { before: hunk.oldStart, after: hunk.newStart }
    const lines = hunk.lines.map((text) => numbered(text, numbers))
    return index === 0 ? lines : [{ kind: 'gap' } as const, ...lines]
  })
  const more = lines.length - MAX_LINES
  return more > 0 ? [...lines.slice(0, MAX_LINES), note(`… and ${more} lines more.`)] : lines
}

function note(text: string): Line {
  return { kind: 'note', text }
}

function linesIn(text: string | null): number {
  return (text ?? '').split('\n').length
}

/** A line of a hunk with its numbers, which move on. */
function numbered(line: string, at: { before: number; after: number }): Line {
  const text = line.slice(1)
  if (line.startsWith('+')) return { kind: 'added', text, after: at.after++ }
  if (line.startsWith('-')) return { kind: 'removed', text, before: at.before++ }
  if (line.startsWith('\\')) return { kind: 'note', text: text.trim() }
  return { kind: 'same', text, before: at.before++, after: at.after++ }
}

import type { Conflict } from '../../../electron/contract/change.ts'
import { DiffView } from '../../parts/diff-view.tsx'
import { Tag } from '../../parts/state.tsx'
import css from './review.module.css'

const TITLES: Readonly<Record<Conflict['part'], string>> = {
  hooks: 'Hooks',
  isolation: 'Isolation',
  manifest: 'Modules manifest',
}

/** What two people changed at once: its three sides, and what both changes come to. */
export function ConflictView({ conflict }: { conflict: Conflict }) {
  const { part, base, now, wanted, theirs, ours, collisions } = conflict
  const title = conflict.path ?? TITLES[part]
  return (
    <section className={css.conflict} aria-label={`${title}: changed by two`}>
      <div className={css.conflictHead}>
        <h3>{title}</h3>
        <Tag tone={collisions.length > 0 ? 'bad' : 'warn'}>
          {collisions.length > 0 ? 'the changes collide' : 'changed by someone else meanwhile'}
        </Tag>
      </div>
      <div className={css.sides}>
        <Side title="Your change was made on" part={part} text={base} lines={[]} />
        <Side title="Stands on the agent now" part={part} text={now} lines={theirs} />
        <Side title="You want" part={part} text={wanted} lines={ours} />
      </div>
      <Merged conflict={conflict} />
    </section>
  )
}

interface SideProps {
  title: string
  part: Conflict['part']
  text: string | null
  lines: readonly string[]
}

function Side({ title, part, text, lines }: SideProps) {
  return (
    <figure className={css.side} aria-label={title}>
      <figcaption>{title}</figcaption>
      {lines.length > 0 && <Lines lines={lines} />}
      {text === null ? (
        <p className="dim">none</p>
      ) : (
        <pre>{part === 'manifest' ? text : text.replaceAll(',', '\n')}</pre>
      )}
    </figure>
  )
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className={css.lines}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

function Merged({ conflict }: { conflict: Conflict }) {
  const { part, now, merged, collisions, notes } = conflict
  if (merged === undefined) {
    return (
      <div role="alert" className={css.collisions}>
        <Lines lines={collisions} />
      </div>
    )
  }
  const change = { path: 'Both changes together', before: now, after: merged, expectedSha256: null }
  const asLines = (text: string | null) => text && `${text.replaceAll(',', '\n')}\n`
  const shown =
    part === 'manifest' ? change : { ...change, before: asLines(now), after: asLines(merged) }
  return (
    <>
      <DiffView change={shown} />
      {notes.length > 0 && <Lines lines={notes} />}
    </>
  )
}

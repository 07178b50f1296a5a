import type { ChangePlan, FileChange } from '../../../electron/contract/change.ts'
import { DiffView } from '../../parts/diff-view.tsx'
import css from './review.module.css'

/** Why a plan was not applied: which files have changed since it was made, and how. */
export function Meanwhile({ before, now }: { before: ChangePlan; now: ChangePlan }) {
  const changed = changedMeanwhile(before, now)
  return (
    <div className={css.meanwhile} role="alert">
      <p>
        The agent has changed since this was planned, so nothing was written.
        {now.conflicts.length === 0 && ' Below is the plan made anew on what stands there now.'}
      </p>
      {now.conflicts.length === 0 &&
        changed.map((change) => <DiffView key={change.path} change={change} />)}
    </div>
  )
}

function changedMeanwhile(before: ChangePlan, now: ChangePlan): FileChange[] {
  return now.files.flatMap(({ path, before: text, expectedSha256 }) => {
    const old = before.files.find((each) => each.path === path)
    if (!old || old.expectedSha256 === expectedSha256) return []
    return [{ path, before: old.before, after: text, expectedSha256 }]
  })
}

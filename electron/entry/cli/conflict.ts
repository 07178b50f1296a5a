import { type ChangePlan, type Conflict, type Edit, rebased } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import { visible } from './table.ts'

const PARTS: Readonly<Record<Conflict['part'], string>> = {
  hooks: 'The hooks were',
  isolation: 'The isolation was',
  manifest: 'The modules manifest was',
}

/** A conflict's three sides in words, and what both changes come to. */
export function conflictText(conflict: Conflict): string {
  const { part, theirs, ours, merged, collisions, notes } = conflict
  const what = conflict.path === undefined ? PARTS[part] : `${conflict.path} was`
  const side = (title: string, lines: readonly string[]) => [
    title,
    ...(lines.length > 0 ? lines : ['nothing']).map((line) => `    ${line}`),
  ]
  const outcome =
    merged === undefined
      ? side('  The two collide:', collisions)
      : [
          ...side('  Both together come to:', [
            part === 'manifest' ? 'a merge' : (merged ?? 'none'),
          ]),
          ...notes.map((line) => `    note: ${line}`),
        ]
  return [
    `${what} changed by someone else since this change was made.`,
    ...side('  Changed meanwhile:', theirs),
    ...side('  Wanted:', ours),
    ...outcome,
  ]
    .map(visible)
    .join('\n')
}

/** The edit with both changes, where that is wanted and possible; else a failure that shows all. */
export function settled(edit: Edit, plan: ChangePlan, merge: boolean | undefined): Edit {
  const possible = plan.conflicts.every(({ merged }) => merged !== undefined)
  if (merge && possible) return rebased(edit, plan, 'both')
  throw inConflict(plan)
}

/** For a change whose agent has changed since; `now` is planned anew with what it was made on. */
export function inConflict(now: ChangePlan, before?: ChangePlan): Failure {
  const possible = now.conflicts.every(({ merged }) => merged !== undefined)
  const evidence = [...now.conflicts.map(conflictText), ...changedFiles(now, before)].join('\n')
  return new Failure({
    code: 'plan-stale',
    agent: now.agent,
    message: `${now.agent} is no longer what this change was made on.`,
    advice:
      possible && now.conflicts.length > 0
        ? 'Add --merge to take both changes, or make yours anew on what stands there now.'
        : 'Look at what stands there now, and make the change anew.',
    evidence: evidence || undefined,
  })
}

/** Files whose content is another than when `before` was planned. */
function changedFiles(now: ChangePlan, before: ChangePlan | undefined): string[] {
  const known = new Map(before?.files.map(({ path, expectedSha256 }) => [path, expectedSha256]))
  return now.files
    .filter(({ path, expectedSha256 }) => known.has(path) && known.get(path) !== expectedSha256)
    .map(({ path }) => `${path} was changed meanwhile.`)
}

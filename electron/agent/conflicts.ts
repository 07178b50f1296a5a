import type { ChangePlan, Conflict, Edit } from '../contract/change.ts'
import type { Observation } from '../contract/observation.ts'
import { describeHooks, describeManifest } from './describe-change.ts'
import { mergeList } from './merge-list.ts'
import { mergeManifest } from './merge-manifest.ts'

/** What an edit that is made on this observation is made on. */
export function baseOf({ hooks, manifest }: Observation): ChangePlan['base'] {
  return { hooks: hooks ?? null, manifest: manifest?.text ?? null }
}

/** The parts that the edit changes: one that is as in its base was not touched. */
export function changedParts({ hooks, manifest, base }: Edit): Pick<Edit, 'hooks' | 'manifest'> {
  const untouched = hooks && same(hooks, base?.hooks)
  return {
    hooks: untouched ? undefined : hooks,
    manifest: manifest === base?.manifest ? undefined : manifest,
  }
}

/** Parts that the edit changes and that are no longer what it was made on. Pure. */
export function findConflicts(edit: Edit, now: ChangePlan['base']): Conflict[] {
  const { hooks, manifest } = changedParts(edit)
  const { base } = edit
  return [
    ...(hooks && base?.hooks !== undefined ? hooksConflict(base.hooks, now.hooks, hooks) : []),
    ...(manifest !== undefined && base?.manifest !== undefined
      ? manifestConflict(base.manifest, now.manifest, manifest)
      : []),
  ]
}

type Hooks = readonly string[] | null

function hooksConflict(base: Hooks, now: Hooks, wanted: readonly string[]): Conflict[] {
  if (same(base, now) || same(now, wanted)) return []
  const { value, collisions, notes } = mergeList(base ?? [], now ?? [], wanted)
  const words = (hooks: Hooks) => describeHooks(base ?? undefined, hooks ?? undefined)
  const merged = value && flagValue(value)
  const sides = { base: flagValue(base), now: flagValue(now), wanted: flagValue(wanted) }
  const differences = { theirs: words(now), ours: words(wanted.length > 0 ? wanted : null) }
  return [conflict('hooks', sides, differences, { merged, collisions, notes })]
}

function manifestConflict(base: string | null, now: string | null, wanted: string): Conflict[] {
  // White space around it gets lost where a manifest is shown and saved.
  if (base?.trim() === now?.trim() || now === wanted) return []
  const { value, collisions, notes } = mergeManifest(base ?? '', now ?? '', wanted)
  const words = (text: string | null) => describeManifest(base ?? undefined, text ?? undefined)
  const differences = { theirs: words(now), ours: words(wanted) }
  const merge = { merged: value, collisions, notes }
  return [conflict('manifest', { base, now, wanted }, differences, merge)]
}

function conflict(
  part: Conflict['part'],
  sides: Pick<Conflict, 'base' | 'now' | 'wanted'>,
  differences: Pick<Conflict, 'theirs' | 'ours'>,
  { merged, collisions, notes }: Merged,
): Conflict {
  const merge = { collisions: [...collisions], notes: [...notes] }
  return { part, ...sides, ...differences, ...(merged !== undefined && { merged }), ...merge }
}

interface Merged {
  readonly merged: string | null | undefined
  readonly collisions: readonly string[]
  readonly notes: readonly string[]
}

function flagValue(hooks: Hooks): string | null {
  return hooks && hooks.length > 0 ? hooks.join(',') : null
}

/** [] and no flag are the same to an edit: it removes the flag. */
function same(a: Hooks | undefined, b: Hooks | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return flagValue(a) === flagValue(b)
}

import {
  type ChangePlan,
  type Conflict,
  type Edit,
  type ListFlag,
  listFlagSchema,
} from '../../contract/change.ts'
import type { Observation } from '../../contract/observation.ts'
import { mergeList } from '../manifest/merge-list.ts'
import { mergeManifest } from '../manifest/merge-manifest.ts'
import { describeManifest, describeNames } from './describe-change.ts'

/** What an edit that is made on this observation is made on. */
export function baseOf(seen: Observation): ChangePlan['base'] {
  const { hooks = null, isolation = null, manifest, modulesDirectory } = seen
  const texts = (modulesDirectory?.files ?? []).flatMap(({ path, text }) =>
    text === undefined ? [] : [[path, text] as const],
  )
  return {
    hooks,
    isolation,
    manifest: manifest?.text ?? null,
    directory: Object.fromEntries(texts),
  }
}

/** The parts that the edit changes: one that is as in its base was not touched. */
export function changedParts(edit: Edit): Pick<Edit, ListFlag | 'manifest' | 'directory'> {
  const { manifest, directory, base } = edit
  const files = Object.entries(directory ?? {}).filter(
    ([path, text]) => text !== base?.directory?.[path],
  )
  const list = (flag: ListFlag) =>
    edit[flag] && same(edit[flag], base?.[flag]) ? undefined : edit[flag]
  return {
    hooks: list('hooks'),
    isolation: list('isolation'),
    manifest: manifest === base?.manifest ? undefined : manifest,
    directory: files.length > 0 ? Object.fromEntries(files) : undefined,
  }
}

/** Parts that the edit changes and that are no longer what it was made on. Pure. */
export function findConflicts(edit: Edit, now: ChangePlan['base']): Conflict[] {
  const changed = changedParts(edit)
  const { manifest, directory = {} } = changed
  const { base } = edit
  return [
    ...listFlagSchema.options.flatMap((flag) => {
      const [from, wanted] = [base?.[flag], changed[flag]]
      return wanted && from !== undefined ? listConflict(flag, from, now[flag], wanted) : []
    }),
    ...(manifest !== undefined && base?.manifest !== undefined
      ? manifestConflict(base.manifest, now.manifest, manifest)
      : []),
    ...Object.entries(directory).flatMap(([path, wanted]) => {
      const from = base?.directory?.[path]
      const conflicts =
        from === undefined ? [] : manifestConflict(from, now.directory[path] ?? null, wanted)
      return conflicts.map((each) => ({ ...each, path }))
    }),
  ]
}

type Names = readonly string[] | null

function listConflict(
  flag: ListFlag,
  base: Names,
  now: Names,
  wanted: readonly string[],
): Conflict[] {
  if (same(base, now) || same(now, wanted)) return []
  const { value, collisions, notes } = mergeList(base ?? [], now ?? [], wanted)
  const words = (names: Names) => describeNames(flag, base ?? undefined, names ?? undefined)
  const merged = value && flagValue(value)
  const sides = { base: flagValue(base), now: flagValue(now), wanted: flagValue(wanted) }
  const differences = { theirs: words(now), ours: words(wanted.length > 0 ? wanted : null) }
  return [conflict(flag, sides, differences, { merged, collisions, notes })]
}

/** null: the file is not there, or goes. */
function manifestConflict(
  base: string | null,
  now: string | null,
  wanted: string | null,
): Conflict[] {
  // White space around it gets lost where a manifest is shown and saved.
  if (base?.trim() === now?.trim() || now === wanted) return []
  const { value, collisions, notes } = mergeTexts(base, now, wanted)
  const words = (text: string | null) => describeManifest(base ?? undefined, text ?? undefined)
  const differences = { theirs: words(now), ours: words(wanted) }
  const merge = { merged: value, collisions, notes }
  return [conflict('manifest', { base, now, wanted }, differences, merge)]
}

function mergeTexts(base: string | null, now: string | null, wanted: string | null) {
  if (wanted !== null && (now !== null || base === null))
    return mergeManifest(base ?? '', now ?? '', wanted)
  return { value: undefined, collisions: ['one removed it, the other changed it'], notes: [] }
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

function flagValue(names: Names): string | null {
  return names && names.length > 0 ? names.join(',') : null
}

/** [] and no flag are the same to an edit: it removes the flag. */
function same(a: Names | undefined, b: Names | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return flagValue(a) === flagValue(b)
}

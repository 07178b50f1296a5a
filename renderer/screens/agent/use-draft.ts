import { useState } from 'react'
import { type Edit, type ListFlag, listFlagSchema } from '../../../electron/contract/change.ts'
import type { Observation } from '../../../electron/contract/observation.ts'

/** Changes of one agent's lists and manifest that were typed but not applied. */
export interface Draft {
  readonly hooks: readonly string[]
  /** [] where the flag is not set. */
  readonly isolation: readonly string[]
  readonly manifest: string
  /** What differs from the agent, with what it was when the typing began: only that is sent. */
  readonly edit: Edit
  /** Names of what differs, for people. */
  readonly changed: readonly string[]
  setNames(flag: ListFlag, names: string[]): void
  setManifest(text: string): void
  discard(): void
}

/**
 * Lays typed changes over what was observed. A new observation does not lose them, and the part
 * that they were made on stays with them, so that what someone else changed meanwhile is noticed.
 */
export function useDraft(seen: Observation): Draft {
  const [typed, setTyped] = useState<Edit>({})
  const { edit, changed } = differences(typed, seen)
  const setPart = <Part extends ListFlag | 'manifest'>(
    part: Part,
    value: Edit[Part],
    base: NonNullable<Edit['base']>[Part],
  ) =>
    setTyped((now) => ({
      ...now,
      [part]: value,
      base: { ...now.base, [part]: now[part] === undefined ? base : now.base?.[part] },
    }))
  return {
    hooks: typed.hooks ?? seen.hooks ?? [],
    isolation: typed.isolation ?? seen.isolation ?? [],
    manifest: typed.manifest ?? seen.manifest?.text ?? '',
    edit,
    changed,
    setNames: (flag, names) => setPart(flag, names, seen[flag] ?? null),
    setManifest: (text) => setPart('manifest', text, seen.manifest?.text ?? null),
    discard: () => setTyped({}),
  }
}

/** What of the typed is otherwise than on the agent, and its names. */
function differences(typed: Edit, seen: Observation): Pick<Draft, 'edit' | 'changed'> {
  const edit: Edit = {}
  const changed: string[] = []
  for (const flag of listFlagSchema.options) {
    if (!typed[flag] || typed[flag].join() === (seen[flag] ?? []).join()) continue
    edit[flag] = typed[flag]
    edit.base = { ...edit.base, [flag]: typed.base?.[flag] }
    changed.push(flag)
  }
  if (typed.manifest !== undefined && typed.manifest !== (seen.manifest?.text ?? '')) {
    edit.manifest = typed.manifest
    edit.base = { ...edit.base, manifest: typed.base?.manifest }
    changed.push('modules.json')
  }
  return { edit, changed }
}

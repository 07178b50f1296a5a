import { useState } from 'react'
import type { Edit } from '../../../electron/contract/change.ts'
import type { Observation } from '../../../electron/contract/observation.ts'

/** Changes of one agent's hooks and manifest that were typed but not applied. */
export interface Draft {
  readonly hooks: readonly string[]
  readonly manifest: string
  /** What differs from the agent: only that is sent. */
  readonly edit: Edit
  /** Names of what differs, for people. */
  readonly changed: readonly string[]
  setHooks(hooks: string[]): void
  setManifest(text: string): void
  discard(): void
}

/** Lays typed changes over what was observed; a new observation does not lose them. */
export function useDraft(seen: Observation): Draft {
  const [typed, setTyped] = useState<Edit>({})
  const edit: Edit = {}
  const changed: string[] = []
  if (typed.hooks && typed.hooks.join() !== (seen.hooks ?? []).join()) {
    edit.hooks = typed.hooks
    changed.push('hooks')
  }
  if (typed.manifest !== undefined && typed.manifest !== (seen.manifest?.text ?? '')) {
    edit.manifest = typed.manifest
    changed.push('modules.json')
  }
  return {
    hooks: typed.hooks ?? seen.hooks ?? [],
    manifest: typed.manifest ?? seen.manifest?.text ?? '',
    edit,
    changed,
    setHooks: (hooks) => setTyped((now) => ({ ...now, hooks })),
    setManifest: (manifest) => setTyped((now) => ({ ...now, manifest })),
    discard: () => setTyped({}),
  }
}

import { useState } from 'react'
import type { Edit } from '../../../electron/contract/change.ts'
import type { Observation } from '../../../electron/contract/observation.ts'

/** Changes of one agent's hooks and manifest that were typed but not applied. */
export interface Draft {
  readonly hooks: readonly string[]
  readonly manifest: string
  /** What differs from the agent, with what it was when the typing began: only that is sent. */
  readonly edit: Edit
  /** Names of what differs, for people. */
  readonly changed: readonly string[]
  setHooks(hooks: string[]): void
  setManifest(text: string): void
  discard(): void
}

/**
 * Lays typed changes over what was observed. A new observation does not lose them, and the part
 * that they were made on stays with them, so that what someone else changed meanwhile is noticed.
 */
export function useDraft(seen: Observation): Draft {
  const [typed, setTyped] = useState<Edit>({})
  const edit: Edit = {}
  const changed: string[] = []
  if (typed.hooks && typed.hooks.join() !== (seen.hooks ?? []).join()) {
    edit.hooks = typed.hooks
    edit.base = { ...edit.base, hooks: typed.base?.hooks }
    changed.push('hooks')
  }
  if (typed.manifest !== undefined && typed.manifest !== (seen.manifest?.text ?? '')) {
    edit.manifest = typed.manifest
    edit.base = { ...edit.base, manifest: typed.base?.manifest }
    changed.push('modules.json')
  }
  const base = { hooks: seen.hooks ?? null, manifest: seen.manifest?.text ?? null }
  return {
    hooks: typed.hooks ?? seen.hooks ?? [],
    manifest: typed.manifest ?? seen.manifest?.text ?? '',
    edit,
    changed,
    setHooks: (hooks) =>
      setTyped((now) => ({
        ...now,
        hooks,
        base: { ...now.base, hooks: now.hooks ? now.base?.hooks : base.hooks },
      })),
    setManifest: (manifest) =>
      setTyped((now) => ({
        ...now,
        manifest,
        base: {
          ...now.base,
          manifest: now.manifest === undefined ? base.manifest : now.base?.manifest,
        },
      })),
    discard: () => setTyped({}),
  }
}

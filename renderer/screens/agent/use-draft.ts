import { useState } from 'react'
import { type Edit, type ListFlag, listFlagSchema } from '../../../electron/contract/change.ts'
import type { Observation } from '../../../electron/contract/observation.ts'
import { baseName } from '../../format.ts'

/** A text that holds modules, as it is typed: the manifest, or one file of a modules directory. */
export interface DraftFile {
  /** Undefined: within the flag, or not there yet. */
  readonly path: string | undefined
  /** null: it is to be removed. */
  readonly text: string | null
  readonly isChanged: boolean
  /** What the system says of an entry that cannot be read. */
  readonly problem?: string
  /** null: removes it. */
  setText(text: string | null): void
}

/** Changes of one agent's lists and manifests that were typed but not applied. */
export interface Draft {
  readonly hooks: readonly string[]
  /** [] where the flag is not set. */
  readonly isolation: readonly string[]
  /** In the order in which Mesos reads them; one unless there is a modules directory. */
  readonly files: readonly DraftFile[]
  /** What differs from the agent, with what it was when the typing began: only that is sent. */
  readonly edit: Edit
  /** Names of what differs, for people. */
  readonly changed: readonly string[]
  setNames(flag: ListFlag, names: string[]): void
  /** Makes a file of the modules directory. */
  addFile(path: string): void
  discard(): void
}

const NEW_FILE = '{\n  "libraries": []\n}\n'

/**
 * Lays typed changes over what was observed. A new observation does not lose them, and the part
 * that they were made on stays with them, so that what someone else changed meanwhile is noticed.
 */
export function useDraft(seen: Observation): Draft {
  const [typed, setTyped] = useState<Edit>({})
  const setFile = (path: string, text: string | null) =>
    setTyped((now) => withFile(now, path, text, seen))
  const { edit, changed } = differences(typed, seen)
  const single: DraftFile = {
    path: seen.manifest?.path,
    text: typed.manifest ?? seen.manifest?.text ?? '',
    isChanged: edit.manifest !== undefined,
    setText: (text) =>
      setTyped((now) => withPart(now, 'manifest', text ?? '', seen.manifest?.text ?? null)),
  }
  return {
    hooks: typed.hooks ?? seen.hooks ?? [],
    isolation: typed.isolation ?? seen.isolation ?? [],
    files: seen.modulesDirectory ? directoryFiles(typed, edit, seen, setFile) : [single],
    edit,
    changed,
    setNames: (flag, names) => setTyped((now) => withPart(now, flag, names, seen[flag] ?? null)),
    addFile: (path) => setFile(path, NEW_FILE),
    discard: () => setTyped({}),
  }
}

/** The typed with one part more; its base is what it was when it was first touched. */
function withPart<Part extends ListFlag | 'manifest'>(
  typed: Edit,
  part: Part,
  value: Edit[Part],
  base: NonNullable<Edit['base']>[Part],
): Edit {
  const from = typed[part] === undefined ? base : typed.base?.[part]
  return { ...typed, [part]: value, base: { ...typed.base, [part]: from } }
}

function withFile(typed: Edit, path: string, text: string | null, seen: Observation): Edit {
  const { directory = {}, base } = typed
  const from = path in directory ? base?.directory?.[path] : observedText(seen, path)
  return {
    ...typed,
    directory: { ...directory, [path]: text },
    base: { ...base, directory: { ...base?.directory, [path]: from ?? null } },
  }
}

/** null: there is no such file in the modules directory. */
function observedText({ modulesDirectory }: Observation, path: string): string | null {
  return modulesDirectory?.files.find((file) => file.path === path)?.text ?? null
}

function directoryFiles(
  typed: Edit,
  edit: Edit,
  { modulesDirectory }: Observation,
  setFile: (path: string, text: string | null) => void,
): DraftFile[] {
  const observed = modulesDirectory?.files ?? []
  const made = Object.entries(edit.directory ?? {}).filter(
    ([path, text]) => text !== null && !observed.some((file) => file.path === path),
  )
  const entries = [...observed, ...made.map(([path]) => ({ path, text: '', problem: undefined }))]
  return entries
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, text = '', problem }) => ({
      path,
      text: typed.directory && path in typed.directory ? (typed.directory[path] ?? null) : text,
      isChanged: path in (edit.directory ?? {}),
      problem,
      setText: (next) => setFile(path, next),
    }))
}

/** What of the typed is otherwise than on the agent, and its names. */
function differences(typed: Edit, seen: Observation): Pick<Draft, 'edit' | 'changed'> {
  let edit: Edit = {}
  const changed: string[] = []
  for (const flag of listFlagSchema.options) {
    if (!typed[flag] || typed[flag].join() === (seen[flag] ?? []).join()) continue
    edit = withPart(edit, flag, typed[flag], typed.base?.[flag])
    changed.push(flag)
  }
  if (typed.manifest !== undefined && typed.manifest !== (seen.manifest?.text ?? '')) {
    edit = withPart(edit, 'manifest', typed.manifest, typed.base?.manifest)
    changed.push('modules.json')
  }
  for (const [path, text] of Object.entries(typed.directory ?? {})) {
    if (text === observedText(seen, path)) continue
    const base = { ...edit.base?.directory, [path]: typed.base?.directory?.[path] ?? null }
    edit = {
      ...edit,
      directory: { ...edit.directory, [path]: text },
      base: { ...edit.base, directory: base },
    }
    changed.push(baseName(path))
  }
  return { edit, changed }
}

import type { ChangePlan, Edit, FileChange, Prediction } from '../contract/change.ts'
import { Failure } from '../contract/failure.ts'
import { baseOf, changedParts, findConflicts } from './conflicts.ts'
import { describeHooks, describeManifest } from './describe-change.ts'
import { contentHash } from './digest.ts'
import { setInEnvFile } from './env-file.ts'
import { hooksValue, pathInFlag } from './flag-values.ts'
import { formatHooks, parseHooks } from './hooks.ts'
import { libraryPath, readManifest } from './manifest-rules.ts'
import type { Snapshot } from './observe.ts'
import { type LibraryFacts, predict } from './predict.ts'

/** Where a manifest is put on an agent that has none: a folder that is read for no flags. */
export const NEW_MANIFEST = '/etc/quotadeck/modules.json'

export type FindLibrary = (path: string) => LibraryFacts | undefined

/**
 * What an edit does to an agent's files, and whether the agent would start with them. Pure.
 * `find` says what is known of libraries beyond those in the snapshot.
 */
export function planChange(
  snapshot: Snapshot,
  edit: Edit,
  find: FindLibrary = () => undefined,
): ChangePlan {
  const draft = new Draft(snapshot)
  const { manifest, hooks } = changedParts(edit)
  if (manifest !== undefined) draft.setManifest(manifest)
  if (hooks !== undefined) draft.setHooks(hooks)
  const files = draft.changes()
  const { agent } = snapshot.observation
  const base = baseOf(snapshot.observation)
  return {
    agent,
    hash: contentHash({ agent, files }),
    files,
    summary: draft.summary,
    prediction: draft.predict(find),
    restartNeeded: files.length > 0 || snapshot.observation.restartOwed,
    base,
    conflicts: findConflicts(edit, base),
  }
}

/** Absolute paths of libraries in a manifest's text that the snapshot knows nothing of. */
export function unknownLibraries(snapshot: Snapshot, manifest: string): string[] {
  const result = readManifest(manifest)
  if (!result.ok) return []
  const paths = result.libraries.flatMap((library) => libraryPath(library) ?? [])
  return paths.filter((path) => path.startsWith('/') && !snapshot.libraries.has(path))
}

/** The agent's files as they would become. */
class Draft {
  readonly summary: string[] = []
  private readonly snapshot: Snapshot
  private readonly texts = new Map<string, string | null>()
  private manifest: string | undefined
  private modulesFlag: string | undefined
  private hooks: string | undefined

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot
    this.manifest = snapshot.observation.manifest?.text
    this.modulesFlag = snapshot.configured.flags.get('modules')?.value
    this.hooks = hooksValue(snapshot.configured, snapshot.files)
  }

  setManifest(text: string): void {
    const existing = pathInFlag(this.modulesFlag)
    const path = existing ?? NEW_MANIFEST
    this.summary.push(...describeManifest(this.manifest, text))
    this.manifest = text
    this.texts.set(path, text)
    if (existing) return
    this.modulesFlag = `file://${path}`
    this.setFlag('modules', this.modulesFlag)
    this.summary.push(`--modules: ${this.modulesFlag}`)
  }

  setHooks(hooks: readonly string[]): void {
    const value = hooks.length > 0 ? formatHooks(hooks) : undefined
    if (value === this.hooks) return
    const before = this.hooks === undefined ? undefined : parseHooks(this.hooks)
    this.summary.push(...describeHooks(before, hooks.length > 0 ? hooks : undefined))
    this.hooks = value
    this.setFlag('hooks', value)
  }

  changes(): FileChange[] {
    return [...this.texts].flatMap(([path, after]) => {
      const file = this.snapshot.files.get(path)
      if (after === (file?.text ?? null)) return []
      if (file && !file.isUtf8) throw this.refused(`${path} is not UTF-8 text`)
      return [{ path, before: file?.text ?? null, after, expectedSha256: file?.sha256 ?? null }]
    })
  }

  predict(find: FindLibrary): Prediction {
    return predict({
      manifest: this.manifest,
      flagValue: this.modulesFlag ?? '',
      hooks: this.hooks,
      mesosVersion: this.snapshot.observation.mesosVersion,
      libraries: (path) =>
        find(path) ?? this.snapshot.libraries.get(path) ?? { state: 'unexamined' },
    })
  }

  private setFlag(name: string, value: string | undefined): void {
    const { flags } = this.snapshot.configured
    const { kind, path } = this.snapshot.observation.flagSource
    if (flags.has('modules_dir') && name === 'modules') {
      throw this.refused('its modules come from a directory (--modules_dir)')
    }
    if (kind === 'init-wrapper') this.setFlagFile(path, name, value)
    else if (kind === 'env-file' || kind === 'dcos') this.setVariable(path, name, value)
    else throw this.refused(`its flags come from ${path || 'an unknown place'}`)
  }

  private setFlagFile(folder: string, name: string, value: string | undefined): void {
    const origin = this.snapshot.configured.flags.get(name)?.origin
    if (value === undefined && origin !== `${folder}/${name}`) {
      throw this.refused(`--${name} is set in ${origin}`)
    }
    this.texts.set(`${folder}/${name}`, value === undefined ? null : `${value}\n`)
  }

  /** The file whose assignment is in effect is changed; to remove a flag, all that set it. */
  private setVariable(fallback: string, name: string, value: string | undefined): void {
    const { unit, configured } = this.snapshot
    const origin = configured.flags.get(name)?.origin
    const ofUnit = origin !== undefined && !unit.environmentFiles.includes(origin)
    if (ofUnit) throw this.refused(`--${name} is set in ${origin} itself`)
    const paths = value === undefined ? unit.environmentFiles : [origin ?? fallback]
    for (const path of paths) {
      const text = this.texts.get(path) ?? this.snapshot.files.get(path)?.text
      if (text === undefined) continue
      this.texts.set(path, setInEnvFile(text, `MESOS_${name.toUpperCase()}`, value))
    }
  }

  private refused(reason: string): Failure {
    const { agent, unit } = this.snapshot.observation
    return new Failure({
      code: 'input-invalid',
      message: `Quotadeck does not edit this on ${agent}: ${reason}.`,
      agent,
      advice: `Change it by hand, or give ${unit.name} its flags in an EnvironmentFile=.`,
    })
  }
}

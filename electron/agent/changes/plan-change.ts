import { posix } from 'node:path'
import type { ChangePlan, Edit, FileChange, ListFlag, Prediction } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import type { ModulesDirectory } from '../../contract/observation.ts'
import { contentHash } from '../ask/digest.ts'
import { MAX_FILE_BYTES, type SourceFile } from '../ask/source-file.ts'
import { listValue, pathInFlag } from '../flags/flag-values.ts'
import type { ConfiguredFlags } from '../flags/flags.ts'
import { NotPlaced, type Placing, placeFlag, type Texts } from '../flags/place-flag.ts'
import { librariesIn } from '../manifest/manifest.ts'
import { libraryPath } from '../manifest/manifest-rules.ts'
import { editedFile } from '../manifest/modules-directory.ts'
import { formatNames, parseNames } from '../mesos/name-list.ts'
import { reconfigured, type Snapshot } from '../observe/observe.ts'
import { type FindLibrary, predictFiles } from '../observe/predict-files.ts'
import { baseOf, changedParts, findConflicts } from './conflicts.ts'
import { describeFile, describeManifest, describeNames, shortened } from './describe-change.ts'

/** Where a manifest is put on an agent that has none: a folder that is read for no flags. */
export const NEW_MANIFEST = '/etc/quotadeck/modules.json'

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
  const { manifest, directory, hooks, isolation } = changedParts(edit)
  if (directory) draft.setDirectory(directory)
  if (manifest !== undefined) draft.setManifest(manifest)
  if (hooks !== undefined) draft.setNames('hooks', hooks)
  if (isolation !== undefined) draft.setNames('isolation', isolation)
  const files = draft.changes()
  const { agent } = snapshot.observation
  const base = baseOf(snapshot.observation)
  return {
    agent,
    hash: contentHash({ agent, files }),
    files,
    summary: shortened(draft.summary),
    prediction: draft.predict(find),
    restartNeeded: files.length > 0 || snapshot.observation.restartOwed,
    base,
    conflicts: findConflicts(edit, base),
  }
}

/** Absolute paths of libraries in manifests' texts that the snapshot knows nothing of. */
export function unknownLibraries(snapshot: Snapshot, manifests: readonly string[]): string[] {
  const paths = new Set(librariesIn(manifests).flatMap((library) => libraryPath(library) ?? []))
  return [...paths].filter((path) => path.startsWith('/') && !snapshot.libraries.has(path))
}

/** The agent's files as they would become. */
class Draft {
  readonly summary: string[] = []
  private readonly snapshot: Snapshot
  /** The originals of files that are copies. */
  private readonly copied = new Map<string, string>()
  private readonly files: Map<string, SourceFile>
  private configured: ConfiguredFlags
  private directory: ModulesDirectory | undefined

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot
    this.files = new Map(snapshot.files)
    this.configured = snapshot.configured
    this.directory = snapshot.observation.modulesDirectory
  }

  setManifest(text: string): void {
    const { manifest } = this.snapshot.observation
    if (manifest?.text === text) return
    this.summary.push(...describeManifest(manifest?.text, text))
    if (this.directory) this.setInDirectory({ [editedFile(this.directory)]: text })
    else this.setModules(text)
  }

  /** In the file that the flag names, in the flag itself, or in a new file with a new flag. */
  private setModules(text: string): void {
    const value = this.configured.flags.get('modules')?.value
    const path = pathInFlag(value)
    if (path) this.write(path, text)
    else if (value !== undefined) this.setFlag('modules', text)
    else {
      this.write(NEW_MANIFEST, text)
      this.setFlag('modules', `file://${NEW_MANIFEST}`)
      this.summary.push(`--modules: file://${NEW_MANIFEST}`)
    }
  }

  setDirectory(texts: Readonly<Record<string, string | null>>): void {
    const before = baseOf(this.snapshot.observation).directory
    for (const [path, text] of Object.entries(texts))
      this.summary.push(...describeFile(path, before[path] ?? null, text))
    this.setInDirectory(texts)
  }

  /** Where upgrades replace the directory, one of our own takes its place, with copies. */
  private setInDirectory(texts: Readonly<Record<string, string | null>>): void {
    const { directory } = this
    if (!directory) throw this.refused('its modules do not come from a directory')
    const folder = posix.dirname(editedFile(directory))
    if (folder !== directory.path.replace(/\/+$/, '')) this.copyDirectory(directory, folder)
    for (const [path, text] of Object.entries(texts)) {
      const at = posix.dirname(path)
      if (at !== folder && at !== posix.normalize(`${directory.path}/.`))
        throw this.refused(`${path} is not in ${directory.path}`)
      this.write(posix.join(folder, posix.basename(path)), text)
    }
    this.directory = { path: folder, missing: false, files: this.filesIn(folder) }
  }

  private copyDirectory(directory: ModulesDirectory, folder: string): void {
    const odd = directory.files.find(({ text }) => text === undefined)
    if (odd) throw this.refused(`${odd.path} cannot be copied: ${odd.problem}`)
    for (const { path, text = '' } of directory.files) {
      const copy = posix.join(folder, posix.basename(path))
      this.copied.set(copy, path)
      this.write(copy, text)
    }
    this.setFlag('modules_dir', folder)
    this.summary.push(
      `--modules_dir: ${directory.path} → ${folder}, with copies: an upgrade replaces the former`,
    )
  }

  setNames(flag: ListFlag, names: readonly string[]): void {
    const value = names.length > 0 ? formatNames(flag, names) : undefined
    const present = listValue(flag, this.configured, this.files)
    if (value === present) return
    const before = parseNames(flag, present)
    this.summary.push(...describeNames(flag, before, names.length > 0 ? names : undefined))
    const path = fileOfList(flag, this.configured)
    if (path && value !== undefined) this.write(path, value)
    else this.setFlag(flag, value)
  }

  changes(): FileChange[] {
    const before = this.snapshot.files
    const paths = new Set([...before.keys(), ...this.files.keys()])
    const changed = [...paths].filter(
      (path) => before.get(path)?.text !== this.files.get(path)?.text,
    )
    return changed.sort(manifestsFirst).map((path) => {
      const file = before.get(path)
      if (file && !file.isUtf8) throw this.refused(`${path} is not UTF-8 text`)
      const folder = this.directory?.path
      const attributesOf = file ? undefined : this.copied.get(path)
      return {
        path,
        before: file?.text ?? null,
        after: this.files.get(path)?.text ?? null,
        expectedSha256: file?.sha256 ?? null,
        ...(attributesOf && { attributesOf }),
        ...(posix.dirname(path) === folder && { stageIn: posix.dirname(folder) }),
      }
    })
  }

  predict(find: FindLibrary): Prediction {
    const { files, configured, directory } = this
    return predictFiles(this.snapshot, { files, configured, directory }, find)
  }

  private filesIn(folder: string): { path: string; text: string }[] {
    const found = [...this.files.values()].filter(({ path }) => posix.dirname(path) === folder)
    return found.map(({ path, text }) => ({ path, text }))
  }

  private write(path: string, text: string | null): void {
    const size = Buffer.byteLength(text ?? '')
    if (size > MAX_FILE_BYTES)
      throw this.refused(`${path} would have ${size} bytes, and 4 MiB of a file are read at most`)
    if (text === null) this.files.delete(path)
    else this.files.set(path, { path, text, sha256: '', isUtf8: true })
  }

  /** Changes a flag and proves, by reading everything anew, that this changes nothing else. */
  private setFlag(name: string, value: string | undefined): void {
    const before = this.configured
    const { unit } = this.snapshot
    for (const [path, text] of this.placed(
      { unit, configured: before, files: this.files },
      name,
      value,
    ))
      this.write(path, text)
    this.configured = reconfigured(this.snapshot, this.files)
    const names = new Set([...before.flags.keys(), ...this.configured.flags.keys()])
    for (const each of names) {
      const wanted = each === name ? value : before.flags.get(each)?.value
      const found = this.configured.flags.get(each)
      if (found?.value.trim() === wanted?.trim()) continue
      const where = found ? `${found.as} in ${found.origin}` : 'nothing'
      throw this.refused(`a change of --${name} would leave --${each} to ${where}`)
    }
  }

  private placed(placing: Placing, name: string, value: string | undefined): Texts {
    try {
      return placeFlag(placing, name, value)
    } catch (error) {
      throw error instanceof NotPlaced ? this.refused(error.message) : error
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

/** The file that a value such as `--hooks=file:///path` refers to. */
function fileOfList(flag: ListFlag, configured: ConfiguredFlags): string | undefined {
  const value = configured.flags.get(flag)?.value
  return value?.startsWith('file://') ? pathInFlag(value) : undefined
}

/** What flags refer to is written before the flags. */
function manifestsFirst(left: string, right: string): number {
  return Number(right.endsWith('.json')) - Number(left.endsWith('.json'))
}

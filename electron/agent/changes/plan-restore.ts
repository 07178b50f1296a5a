import { posix } from 'node:path'
import type { Backup, FileAttributes } from '../../contract/backup.ts'
import { type ChangePlan, type FileChange, listFlagSchema } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import type { ModulesDirectory } from '../../contract/observation.ts'
import { contentHash } from '../ask/digest.ts'
import type { SourceFile, SourceFiles } from '../ask/source-file.ts'
import { listValue, pathInFlag } from '../flags/flag-values.ts'
import { type ConfiguredFlags, withoutSecrets } from '../flags/flags.ts'
import { librariesIn } from '../manifest/manifest.ts'
import { directoryWith, folderOf } from '../manifest/modules-directory.ts'
import { parseNames } from '../mesos/name-list.ts'
import { reconfigured, type Snapshot } from '../observe/observe.ts'
import { type FindLibrary, type FutureFiles, predictFiles } from '../observe/predict-files.ts'
import type { Referred } from '../observe/referred-files.ts'
import { backupContentPath } from './backups.ts'
import { baseOf } from './conflicts.ts'
import {
  describeFile,
  describeLibraries,
  describeManifest,
  describeNames,
  shortened,
} from './describe-change.ts'

/** A backup to be put back, with its content (null: the file is removed). */
export interface Restored {
  readonly backup: Backup
  readonly content: Buffer | null
}

/** A file as it stands, with its owner and mode. */
export type LiveFile = SourceFile & { readonly attributes?: FileAttributes }

/** What files would become, and what the agent would then be configured to. */
export interface RestoreDraft {
  readonly changes: readonly FileChange[]
  readonly summary: readonly string[]
  readonly future: FutureFiles
  /** Of the agent with these files; texts of all its manifests. */
  readonly hooks: string[] | undefined
  readonly manifests: readonly string[]
}

/**
 * What it takes to bring files back to what backups hold. Pure. `live` are the files as they stand
 * now; one that was removed meanwhile is not in it. `referred` is what the flags lead to that the
 * agent would then have, beyond what those lead to that it has.
 */
export function draftRestore(
  snapshot: Snapshot,
  restored: readonly Restored[],
  live: ReadonlyMap<string, LiveFile>,
  referred: Referred = { files: new Map(), directory: undefined },
): RestoreDraft {
  const { agent } = snapshot.observation
  const paths = restored.map(({ backup }) => backup.path)
  const twice = paths.find((path, index) => paths.indexOf(path) < index)
  if (twice) throw twoOfOne(agent, twice)
  const changes = restored.flatMap((each) => changeOf(snapshot, each, live.get(each.backup.path)))
  const files = new Map([...snapshot.files, ...referred.files])
  const directories = [snapshot.observation.modulesDirectory, referred.directory]
  const before = settingsOf(snapshot, snapshot.files, directories)
  const after = settingsOf(snapshot, withChanges(files, changes), directories)
  const { hooks, manifests, future } = after
  const summary = [
    ...restored.flatMap((each) => describeRestored(each, live.get(each.backup.path))),
    ...describeModules(before, after, changes),
    ...describeNames('hooks', before.hooks, hooks),
    ...describeNames('isolation', before.isolation, after.isolation),
    ...describeFlags(before.future.configured, future.configured),
  ]
  const lines = changes.length > 0 ? shortened(summary) : []
  return { changes, summary: lines, future, hooks, manifests }
}

/** The draft as a plan: with Mesos's verdict, for which `find` says what is known of libraries. */
export function planRestore(
  snapshot: Snapshot,
  draft: RestoreDraft,
  find: FindLibrary,
): ChangePlan {
  const { agent, restartOwed } = snapshot.observation
  const files = [...draft.changes]
  return {
    agent,
    hash: contentHash({ agent, files }),
    files,
    summary: [...draft.summary],
    prediction: predictFiles(snapshot, draft.future, find),
    restartNeeded: files.length > 0 || restartOwed,
    base: baseOf(snapshot.observation),
    conflicts: [],
  }
}

function changeOf(
  { observation }: Snapshot,
  { backup, content }: Restored,
  live: LiveFile | undefined,
): FileChange[] {
  const { id, path } = backup
  const { agent, modulesDirectory } = observation
  // The agent takes every file of the directory for a manifest, an unfinished one too.
  const inDirectory = posix.dirname(path) === modulesDirectory?.path.replace(/\/+$/, '')
  const text = content?.toString() ?? null
  if (content && text !== null && !Buffer.from(text).equals(content)) throw notText(agent, backup)
  const sameContent = (live?.sha256 ?? null) === backup.sha256
  if (sameContent && attributesDiffer(backup, live).length === 0) return []
  return [
    {
      path,
      before: live?.text ?? null,
      after: text,
      expectedSha256: live?.sha256 ?? null,
      ...(text !== null && { attributesOf: backupContentPath(id) }),
      ...(inDirectory && { stageIn: posix.dirname(posix.dirname(path)) }),
    },
  ]
}

/** 'mode 600 → 644', where a file that is there has others than the backup. */
function attributesDiffer({ attributes }: Backup, live: LiveFile | undefined): string[] {
  const now = live?.attributes
  if (!attributes || !now) return []
  return (['mode', 'owner', 'group'] as const).flatMap((name) =>
    attributes[name] === now[name] ? [] : [`${name} ${now[name]} → ${attributes[name]}`],
  )
}

function describeRestored(restored: Restored, live: LiveFile | undefined): string[] {
  const { path, attributes, sha256 } = restored.backup
  if (restored.content === null) return live ? [`${path}: removed`] : []
  const kept = attributes && `mode ${attributes.mode}, ${attributes.owner}:${attributes.group}`
  if (!live) return [`${path}: made again${kept ? ` with ${kept}` : ''}`]
  return [
    ...(live.sha256 === sha256 ? [] : [`${path}: put back`]),
    ...attributesDiffer(restored.backup, live).map((line) => `${path}: ${line}`),
  ]
}

interface Settings {
  readonly future: FutureFiles
  readonly manifests: readonly string[]
  readonly hooks: string[] | undefined
  readonly isolation: string[] | undefined
}

type Directories = readonly (ModulesDirectory | undefined)[]

/** What the agent would be configured to with these files. */
function settingsOf(snapshot: Snapshot, files: SourceFiles, directories: Directories): Settings {
  const configured = reconfigured(snapshot, files)
  const value = configured.flags.get('modules')?.value
  const path = pathInFlag(value)
  const manifest = path ? files.get(path)?.text : value
  const folder = configured.flags.get('modules_dir')?.value
  const known = directories.find(
    (each) => each && folder && folderOf(each) === folderOf({ path: folder }),
  )
  const directory = known && directoryWith(known, files)
  const texts = directory ? directory.files.map(({ text }) => text) : [manifest]
  return {
    future: { files, configured, directory },
    manifests: texts.filter((text) => text !== undefined),
    hooks: parseNames('hooks', listValue('hooks', configured, files)),
    isolation: parseNames('isolation', listValue('isolation', configured, files)),
  }
}

/** File by file where the agent keeps its modules directory, else all that it would load. */
function describeModules(
  { manifests: before, future: { directory } }: Settings,
  { manifests: after, future }: Settings,
  changes: readonly FileChange[],
): string[] {
  if (directory && directory.path === future.directory?.path) {
    const inside = changes.filter(({ path }) => posix.dirname(path) === folderOf(directory))
    return inside.flatMap(({ path, before: from, after: to }) => describeFile(path, from, to))
  }
  if (before.length <= 1 && after.length <= 1) return describeManifest(before[0], after[0])
  return describeLibraries(librariesIn(before), librariesIn(after))
}

function withChanges(files: SourceFiles, changes: readonly FileChange[]): SourceFiles {
  const changed = new Map(files)
  for (const { path, after } of changes) {
    if (after === null) changed.delete(path)
    else changed.set(path, { path, text: after, sha256: '', isUtf8: true })
  }
  return changed
}

/** Flags that differ, beside the lists, which have words of their own. */
function describeFlags(before: ConfiguredFlags, after: ConfiguredFlags): string[] {
  const shown = ({ flags }: ConfiguredFlags) =>
    new Map(withoutSecrets(flags.values()).map(({ name, value }) => [name, value]))
  const [from, to] = [shown(before), shown(after)]
  const names = new Set([...from.keys(), ...to.keys()].filter((name) => !isList(name)))
  return [...names]
    .filter((name) => before.flags.get(name)?.value !== after.flags.get(name)?.value)
    .map((name) => `--${name}: ${from.get(name) ?? 'not set'} → ${to.get(name) ?? 'not set'}`)
}

function isList(name: string): boolean {
  return listFlagSchema.safeParse(name).success
}

function twoOfOne(agent: string, path: string): Failure {
  return new Failure({
    code: 'input-invalid',
    agent,
    message: `Two of these backups are of ${path}.`,
    advice: 'Choose one of them.',
  })
}

function notText(agent: string, { id, path }: Backup): Failure {
  return new Failure({
    code: 'input-invalid',
    agent,
    message: `The backup ${id} of ${path} is not UTF-8 text, so what it would do cannot be shown.`,
    advice: `Put it back by hand: it lies at ${backupContentPath(id)}.`,
  })
}

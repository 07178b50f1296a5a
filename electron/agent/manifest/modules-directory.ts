import { posix } from 'node:path'
import type { Manifest, ModulesDirectory } from '../../contract/observation.ts'
import { sha256 } from '../ask/digest.ts'
import { type Frame, textOf } from '../ask/frames.ts'
import type { SourceFiles } from '../ask/source-file.ts'
import { isReplaced } from '../flags/flags.ts'
import { librariesIn, modulesOf } from './manifest.ts'
import { readManifest } from './manifest-rules.ts'
import { ownModule } from './own-module.ts'

/** In place of a directory that upgrades replace; it holds copies and what Quotadeck adds. */
export const OWN_DIRECTORY = '/etc/quotadeck/modules.d'
/** Sorts after most names; the order counts only for a module that stands in two files. */
const OWN_NAME = 'zz-quotadeck.json'

/** The directory of a --modules_dir flag as the agent's answer shows it. */
export function readDirectory(
  path: string,
  frames: readonly Frame[],
  files: SourceFiles,
): ModulesDirectory {
  const inside = (each: string): boolean => posix.dirname(each) === folderOf({ path })
  const regular = [...files.values()].filter((file) => inside(file.path))
  const odd = entriesIn(frames).filter((each) => !each.startsWith('file '))
  const problems = odd.map((each) => ({
    path: each.slice(each.indexOf(' ') + 1),
    problem: each.startsWith('folder ') ? 'Is a directory' : 'No such file or directory',
  }))
  const entries = [...regular.map((file) => ({ path: file.path, text: file.text })), ...problems]
  return {
    path,
    missing: textOf(frames, 'folder', path) === 'missing\n',
    files: inOrder(entries),
  }
}

/** 'file SECONDS PATH', 'folder PATH' or 'none PATH' for a link to nothing. */
function entriesIn(frames: readonly Frame[]): string[] {
  return textOf(frames, 'entries').split('\0').slice(0, -1)
}

/** When a file of the directory was last written, seconds of the agent's clock; 0: never. */
export function directoryChangedAt(frames: readonly Frame[]): number {
  const times = entriesIn(frames).map((each) => Number(/^file (\d+) /.exec(each)?.[1] ?? 0))
  return Math.max(0, ...times)
}

/**
 * What an edit of "the manifest" goes to where there is a directory: the file that has our hook,
 * else one of our own; in a directory of our own where upgrades replace the agent's.
 */
export function editedFile(directory: ModulesDirectory): string {
  const own = directory.files.find(({ text }) => ownModule(modulesIn(text)) !== undefined)
  const name = own ? posix.basename(own.path) : OWN_NAME
  return posix.join(isReplaced(`${directory.path}/`) ? OWN_DIRECTORY : directory.path, name)
}

function modulesIn(text = '{}') {
  return modulesOf(librariesIn([text]))
}

/** The manifest that is edited, with the modules of every file of the directory. */
export function directoryManifest(directory: ModulesDirectory): Manifest {
  const path = editedFile(directory)
  const name = posix.basename(path)
  const text = directory.files.find((each) => posix.basename(each.path) === name)?.text ?? ''
  return {
    path,
    text,
    sha256: sha256(text),
    modules: directory.files.flatMap((file) =>
      modulesIn(file.text).map((module) => ({ ...module, manifest: file.path })),
    ),
    error: directoryError(directory),
  }
}

/** What Mesos exits with where the directory is not there. */
export function missingDirectory(path: string): string {
  return `Error loading modules: Error loading module manifests from '${path}' directory: Failed to opendir '${path}': No such file or directory`
}

/** The directory as it is with other texts of its files; what cannot be read stays so. */
export function directoryWith(directory: ModulesDirectory, files: SourceFiles): ModulesDirectory {
  const { path, missing, files: entries } = directory
  const folder = folderOf(directory)
  const inside = [...files.values()].filter((file) => posix.dirname(file.path) === folder)
  const texts = inside.map((file) => ({ path: file.path, text: file.text }))
  const odd = entries.filter(({ text }) => text === undefined)
  return { path, missing: missing && inside.length === 0, files: inOrder([...texts, ...odd]) }
}

/** The directory's path without a slash at its end. */
export function folderOf({ path }: Pick<ModulesDirectory, 'path'>): string {
  return path.replace(/(?<=.)\/+$/, '')
}

function inOrder(files: ModulesDirectory['files']): ModulesDirectory['files'] {
  return files.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}

/** What Mesos would say of the first file that it cannot read. */
function directoryError({ path, missing, files }: ModulesDirectory): string | undefined {
  if (missing) return missingDirectory(path)
  for (const { path: file, text, problem } of files) {
    if (text === undefined) {
      return `Error loading modules: Error reading module manifest file '${file}': ${problem}`
    }
    const result = readManifest(text)
    if (!result.ok) {
      return `Error loading modules: Error parsing module manifest file '${file}': ${result.error}`
    }
  }
  return undefined
}

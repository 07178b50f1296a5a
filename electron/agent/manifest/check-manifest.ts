import type { Prediction } from '../../contract/change.ts'
import { answersTo, type Found } from '../builds/linking.ts'
import { fromBytes } from '../mesos/mesos-bytes.ts'
import { type LibraryFacts, type ManifestFile, type PredictionInput, predict } from './predict.ts'

/** A manifest and its surroundings as they are described, without an agent to ask. */
export interface ManifestCheck {
  /** Bytes of the manifest; undefined: the agent has no --modules. */
  readonly manifest?: Buffer
  /** The value of --modules, for Mesos's texts: 'file:///etc/modules.json'. */
  readonly flagValue: string
  /** Entries of --modules_dir, in place of a manifest. */
  readonly directory?: readonly (Omit<ManifestFile, 'text'> & { readonly bytes?: Buffer })[]
  /** Value of --hooks, after Mesos has trimmed the argument's end; undefined: not given. */
  readonly hooks?: string
  readonly hooksProblem?: PredictionInput['hooksProblem']
  readonly isolation?: PredictionInput['isolation']
  readonly mesosVersion?: string
  /** By path or name as the manifest writes it; one that is not here is missing on the agent. */
  readonly libraries: ReadonlyMap<string, LibraryFacts>
  /** What the agent's process has loaded: its program, libmesos, libc …, as far as given. */
  readonly agentLibraries?: readonly Found[]
}

/** Whether an agent would start, as far as that can be told from files alone. Pure. */
export function checkManifest(check: ManifestCheck): Prediction {
  const { manifest, directory, libraries, ...rest } = check
  return predict({
    ...rest,
    manifest: manifest && fromBytes(manifest),
    directory: directory?.map(({ path, problem, bytes }) => ({
      path,
      problem,
      ...(bytes && { text: fromBytes(bytes) }),
    })),
    hooks: check.hooks,
    mesosVersion: check.mesosVersion,
    libraries: (path) => libraryAt(path, libraries),
    needed: (name) => neededLibrary(name, libraries),
  })
}

/** What is given for a path or name in the manifest, however the path is spelt. */
function libraryAt(path: string, libraries: ManifestCheck['libraries']): LibraryFacts {
  const given = libraries.get(path) ?? libraries.get(plain(path)) ?? byName(path, libraries)
  if (given) return given
  for (const [file, { state }] of libraries)
    if (state !== 'folder' && file.includes('/') && path.startsWith(`${file}/`))
      return { state: 'missing', reason: 'Not a directory' }
  return { state: 'missing' }
}

/** The path without the slashes and single dots that say nothing. */
function plain(path: string): string {
  return path.replace(/\/+(\.\/+)*/g, '/')
}

/** A library that another one needs: given under that name, at a path that ends in it, or by its
 * own name. */
function neededLibrary(
  name: string,
  libraries: ManifestCheck['libraries'],
): LibraryFacts | undefined {
  const given = libraries.get(name) ?? byName(name, libraries)
  if (given) return given
  for (const [path, facts] of libraries) {
    if (path.endsWith(`/${name}`)) return { ...facts, foundAt: path }
    const elf = 'elf' in facts ? facts.elf : undefined
    if (elf && answersTo(name, elf, path)) return { ...facts, foundAt: path }
  }
  return undefined
}

/** Mesos trims each argument of its command line, so a flag's value at its end. */
export function trimmedArgument(value: string): string {
  return value.replace(/[ \t\r\n]+$/, '')
}

/** 'libfoo.so' is also given as 'foo', the name that stands in the manifest. */
function byName(path: string, libraries: ManifestCheck['libraries']): LibraryFacts | undefined {
  const name = /^lib(.*)\.so$/s.exec(path)?.[1]
  return name === undefined ? undefined : libraries.get(name)
}

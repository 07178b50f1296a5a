import type { Prediction } from '../../contract/change.ts'
import { noHookModule } from '../../contract/hook-problems.ts'
import type { ElfFacts } from '../builds/elf.ts'
import { answersTo, type Found, link, type Surroundings } from '../builds/linking.ts'
import type { CutOff, LoaderRefusal } from '../builds/loader.ts'
import { wellFormed } from '../mesos/mesos-bytes.ts'
import { versionMismatch } from '../mesos/mesos-version.ts'
import { parseHooks } from '../mesos/name-list.ts'
import {
  cString,
  libraryPath,
  type ManifestProblem,
  missingPath,
  type PlacedLibrary,
  readManifest,
} from './manifest-rules.ts'
import { type IsolationInput, predictIsolation } from './predict-isolation.ts'

/** What is known of a library before an agent loads it. */
export type LibraryFacts = (
  | { readonly state: 'folder' }
  /** `reason`: the system's words, unless they follow from the path. */
  | { readonly state: 'missing'; readonly reason?: string }
  | LoaderRefusal
  | CutOff
  /** It is there, or may be (found by the loader's search path), but was not looked into. */
  | { readonly state: 'unexamined' }
  /** The running agent has loaded it; the lists are what it runs as hooks and as isolators. */
  | {
      readonly state: 'loaded'
      readonly hooks: readonly string[]
      readonly isolators?: readonly string[]
    }
  | {
      readonly state: 'known'
      readonly modules: readonly string[]
      readonly mesosVersion: string
      readonly elf?: ElfFacts
    }
  /** Looked into, but it does not say what it was built for: only its symbols are known. */
  | { readonly state: 'foreign'; readonly elf: ElfFacts }
) & {
  /** Where the loader finds it when the manifest gives no path but a name. */
  readonly foundAt?: string
}

/** One entry of the directory that --modules_dir names. */
export interface ManifestFile {
  readonly path: string
  /** Absent where it cannot be read; `problem` is then what the system says: 'Is a directory'. */
  readonly text?: string
  readonly problem?: string
}

export interface PredictionInput {
  /** Content of the manifest; undefined: no --modules flag. */
  readonly manifest: string | undefined
  /** The flag's value as Mesos quotes it in its errors: 'file:///etc/modules.json'. */
  readonly flagValue: string
  /** All entries of --modules_dir, in any order; absent: no such flag. */
  readonly directory?: readonly ManifestFile[]
  /** The --hooks value; undefined: no such flag. */
  readonly hooks: string | undefined
  /** Why the file of a --hooks=file:///path could not be read, and that value. */
  readonly hooksProblem?: { readonly value: string; readonly reason: string }
  /** Absent: not looked at. */
  readonly isolation?: IsolationInput
  /** Of the agent; undefined: not known. */
  readonly mesosVersion: string | undefined
  readonly libraries: (path: string) => LibraryFacts
  /** A library that another one needs, by its name; absent or undefined: not known. */
  readonly needed?: (name: string) => LibraryFacts | undefined
  /** The agent's program, its libmesos and what they have loaded, as far as they are known. */
  readonly agentLibraries?: readonly Found[]
}

interface Loaded {
  readonly library: string
  readonly parameters: string
  /** What it is known to be; undefined: it may be anything. */
  readonly kind: 'hook' | 'isolator' | undefined
}

/** What ends the agent, and where that stands; never leaves this file. */
class Exit extends Error {
  readonly at: string | undefined

  constructor(message: string, at?: string) {
    super(message)
    this.at = at
  }

  /** The same error as the one who called says it. */
  within(prefix: string, file?: string): Exit {
    const at = file && this.at ? `${file}: ${this.at}` : this.at
    return new Exit(`${prefix}${this.message}`, at)
  }
}

/** The agent dies without a word of Mesos's; the words are ours. */
class Crash extends Exit {
  override within(_prefix: string, file?: string): Exit {
    return new Crash(this.message, file && this.at ? `${file}: ${this.at}` : this.at)
  }
}

/**
 * Says whether an agent would start with this manifest and these hooks, and if not, with what
 * text it would exit. Follows the order in which Mesos checks: flags, modules, hooks, isolation.
 */
export function predict(input: PredictionInput): Prediction {
  const verdict = new Verdict(input)
  try {
    checkHooksFile(input)
    const manifest = readFlag(input)
    if (manifest && input.directory)
      throw new Exit('Only one of --modules or --modules_dir should be specified')
    if (input.directory) verdict.loadDirectory(input.directory)
    if (manifest) prefixed('Error loading modules: ', () => verdict.load(manifest))
    if (input.hooks !== undefined) verdict.installHooks(parseHooks(input.hooks))
    if (input.isolation) verdict.checkIsolation(input.isolation)
    return { starts: true, unverified: [...verdict.unverified].map(wellFormed) }
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    return { starts: false, error: wellFormed(error.message), at: error.at && wellFormed(error.at) }
  }
}

/** Flags are read in the order of their names: hooks before modules. */
function checkHooksFile({ hooksProblem }: PredictionInput): void {
  if (!hooksProblem) return
  const { value, reason } = hooksProblem
  throw new Exit(
    `Failed to load flag 'hooks': Failed to load value '${value}': Error reading file '${value.slice('file://'.length)}': ${reason}`,
    '--hooks',
  )
}

/** The libraries of the --modules flag; undefined: no such flag. */
function readFlag({ manifest, flagValue }: PredictionInput): readonly PlacedLibrary[] | undefined {
  if (manifest === undefined) return undefined
  // The content of a path without file:// is not taken for a path again.
  const result = readManifest(manifest, { mayBePath: !flagValue.startsWith('/') })
  if (result.ok) return result.libraries
  const prefix = `Failed to load flag 'modules': Failed to load value '${flagValue}': `
  throw new Exit(`${prefix}${result.error}`, whereIn(manifest, result))
}

/** 'line L, column C' where that is known, else the field: 'libraries[0].modules[1].name'. */
function whereIn(text: string, { offset, path }: ManifestProblem): string | undefined {
  if (offset === undefined) return path
  const before = text.slice(0, offset).split('\n')
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
}

function prefixed(prefix: string, work: () => void, file?: string): void {
  try {
    work()
  } catch (error) {
    throw error instanceof Exit ? error.within(prefix, file) : error
  }
}

/** The agent's modules while it starts. */
class Verdict {
  readonly unverified = new Set<string>()
  private readonly modules = new Map<string, Loaded>()
  /** Paths of the libraries that are open: each is opened once. */
  private readonly open = new Set<string>()
  private readonly input: PredictionInput

  constructor(input: PredictionInput) {
    this.input = input
  }

  loadDirectory(files: readonly ManifestFile[]): void {
    const byBytes = (a: ManifestFile, b: ManifestFile) =>
      Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))
    prefixed('Error loading modules: ', () => {
      for (const file of [...files].sort(byBytes)) this.loadFile(file)
    })
  }

  private loadFile({ path, text, problem }: ManifestFile): void {
    if (text === undefined)
      throw new Exit(`Error reading module manifest file '${path}': ${problem}`, path)
    const result = readManifest(text)
    if (!result.ok)
      throw new Exit(
        `Error parsing module manifest file '${path}': ${result.error}`,
        `${path}: ${whereIn(text, result) ?? 'the whole file'}`,
      )
    prefixed(`Error loading modules from '${path}': `, () => this.load(result.libraries), path)
  }

  load(libraries: readonly PlacedLibrary[]): void {
    for (const library of libraries) this.loadLibrary(library)
  }

  private loadLibrary(library: PlacedLibrary): void {
    const path = libraryPath(library)
    if (path === undefined) throw new Exit('Library name or path not provided', library.at)
    // The loader takes an empty name for the program itself.
    const facts = cString(path) === '' ? PROGRAM : this.input.libraries(path)
    if (!this.open.has(path)) this.openLibrary(path, facts, library.at)
    this.open.add(path)
    for (const { name, parameters, at } of library.modules) {
      if (name === undefined)
        throw new Exit(`Error: module name not provided with library '${path}'`, at)
      this.verifyModule(name, path, facts, at)
      const kind = kindOf(name, facts)
      const loaded = { library: path, parameters: JSON.stringify(parameters), kind }
      checkIdentity(name, loaded, this.modules.get(name), at)
      if (!this.modules.has(name)) this.modules.set(name, loaded)
    }
  }

  private openLibrary(path: string, facts: LibraryFacts, at: string): void {
    const refusal = refusalOf(cString(path), facts)
    if (facts.state === 'cut-off')
      throw new Crash(
        `The agent would be killed (SIGBUS) while it loads '${path}': the file is cut off`,
        at,
      )
    if (refusal) throw notOpened(path, refusal, at)
    if (facts.state === 'unexamined') this.unverified.add(`${path} was not examined`)
    if ((facts.state !== 'known' && facts.state !== 'foreign') || !facts.elf) return
    const { error, unverified } = link(facts.foundAt ?? path, facts.elf, this.surroundings())
    if (error) throw notOpened(path, error, at)
    for (const each of unverified) this.unverified.add(each)
  }

  private surroundings(): Surroundings {
    const { needed = () => undefined, agentLibraries: loaded = [] } = this.input
    const find = (name: string): Found | undefined => {
      const facts = needed(name)
      if (facts && 'elf' in facts && facts.elf)
        return { path: facts.foundAt ?? name, elf: facts.elf }
      return loaded.find(({ elf, path }) => answersTo(name, elf, path))
    }
    return {
      loaded,
      find,
      refusal: (name) => {
        const facts = needed(name)
        return facts && refusalOf(name, facts)
      },
    }
  }

  private verifyModule(name: string, path: string, facts: LibraryFacts, at: string): void {
    if (facts.state !== 'known' && facts.state !== 'foreign') return
    const symbol = cString(name)
    const symbols = facts.state === 'known' ? facts.modules : facts.elf.exports
    if (!symbols.includes(symbol))
      throw undefinedSymbol(name, path, facts.foundAt ?? cString(path), at)
    if (facts.elf?.functions.includes(symbol))
      throw new Crash(
        `The agent would crash: '${name}' in '${path}' is a function, which it would read as a module`,
        at,
      )
    if (facts.state === 'foreign')
      this.unverified.add(`${path} does not say which Mesos it was built for`)
    else this.verifyVersion(name, path, facts.mesosVersion, at)
  }

  private verifyVersion(name: string, path: string, built: string, at: string): void {
    const { mesosVersion } = this.input
    const mismatch = mesosVersion === undefined ? undefined : versionMismatch(built, mesosVersion)
    if (mismatch) throw new Exit(`Error verifying module '${name}': ${mismatch}`, at)
    if (mesosVersion === undefined)
      this.unverified.add(`${path} is built for Mesos ${built}; the agent's is not known`)
  }

  installHooks(hooks: readonly string[]): void {
    hooks.forEach((hook, index) => {
      const at = `--hooks, name ${index + 1}`
      if (hooks.indexOf(hook) < index)
        throw new Exit(`Error installing hooks: Hook module '${hook}' already loaded`, at)
      const module = this.modules.get(hook)
      if (!module || module.kind === 'isolator') throw new Exit(noHookModule(hook), at)
      if (!module.kind) this.unverified.add(`${hook} of ${module.library} may not be a hook`)
    })
  }

  checkIsolation(input: IsolationInput): void {
    const modules = [...this.modules].map(([name, { kind, library }]) => ({ name, kind, library }))
    const { error, at, unverified } = predictIsolation(input, modules, this.input.mesosVersion)
    if (error) throw new Exit(error, at)
    for (const each of unverified) this.unverified.add(each)
  }
}

/** A library of ours has hooks only; of another one it is known what the running agent says. */
function kindOf(name: string, facts: LibraryFacts): Loaded['kind'] {
  if (facts.state === 'known') return 'hook'
  if (facts.state !== 'loaded') return undefined
  if (facts.hooks.includes(name)) return 'hook'
  return facts.isolators?.includes(name) ? 'isolator' : undefined
}

const PROGRAM: LibraryFacts = { state: 'known', modules: [], mesosVersion: '' }
/** What the loader calls the program itself: the name that it was started by. */
const PROGRAM_NAME = '/usr/sbin/mesos-agent'

function undefinedSymbol(name: string, path: string, found: string, at: string): Exit {
  return new Exit(
    `Error loading module '${name}': Error looking up symbol '${name}' in '${path}' : ${found || PROGRAM_NAME}: undefined symbol: ${cString(name)}`,
    at,
  )
}

function notOpened(path: string, reason: string, at: string): Exit {
  return new Exit(
    `Error opening library: '${path}': Could not load library '${path}': ${reason}`,
    at,
  )
}

/** The loader's words for a file that it does not load; `name` is what it was asked for. */
function refusalOf(name: string, facts: LibraryFacts): string | undefined {
  if (facts.state === 'missing')
    return `${name}: cannot open shared object file: ${facts.reason ?? missingPath(name)}`
  if (facts.state === 'folder')
    return `${facts.foundAt ?? name}: cannot read file data: Is a directory`
  if (facts.state !== 'unloadable') return undefined
  return `${(facts.found && facts.foundAt) || name}: ${facts.reason}`
}

function checkIdentity(
  name: string,
  module: Loaded,
  earlier: Loaded | undefined,
  at: string,
): void {
  if (!earlier) return
  const prefix = `Error loading module '${name}'; this is potentially due to duplicate module names; `
  if (earlier.library !== module.library) {
    throw new Exit(
      `${prefix}The same module appears in two different module libraries - '${module.library}' and '${earlier.library}'`,
      at,
    )
  }
  if (earlier.parameters !== module.parameters) {
    throw new Exit(`${prefix}A module with same name but different parameters already exists`, at)
  }
}

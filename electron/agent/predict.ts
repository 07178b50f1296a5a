import type { Prediction } from '../contract/change.ts'
import { parseHooks } from './hooks.ts'
import {
  type Library,
  libraryPath,
  type ManifestProblem,
  missingPath,
  readManifest,
} from './manifest-rules.ts'

/** What is known of a library before an agent loads it. */
export type LibraryFacts =
  | { readonly state: 'missing' | 'folder' }
  /** The loader refuses it; `reason` is its words after '<path>: '. */
  | { readonly state: 'unloadable'; readonly reason: string }
  /** It is there, or may be (found by the loader's search path), but was not looked into. */
  | { readonly state: 'unexamined' }
  /** The running agent has loaded it; `hooks` are those of its modules that run as hooks. */
  | { readonly state: 'loaded'; readonly hooks: readonly string[] }
  | { readonly state: 'known'; readonly modules: readonly string[]; readonly mesosVersion: string }
  /** Looked into, but it does not say what it was built for: only its symbols are known. */
  | { readonly state: 'foreign'; readonly symbols: readonly string[] }

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
  /** Of the agent; undefined: not known. */
  readonly mesosVersion: string | undefined
  readonly libraries: (path: string) => LibraryFacts
}

interface Loaded {
  readonly library: string
  readonly parameters: string
  /** Known to be a hook; false: it may be. */
  readonly isHook: boolean
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

/**
 * Says whether an agent would start with this manifest and these hooks, and if not, with what
 * text it would exit. Follows the order in which Mesos checks: flags, modules, hooks.
 */
export function predict(input: PredictionInput): Prediction {
  const verdict = new Verdict(input)
  try {
    const manifest = readFlag(input)
    if (manifest && input.directory)
      throw new Exit('Only one of --modules or --modules_dir should be specified')
    if (input.directory) verdict.loadDirectory(input.directory)
    if (manifest) prefixed('Error loading modules: ', () => verdict.load(manifest))
    if (input.hooks !== undefined) verdict.installHooks(parseHooks(input.hooks))
    return { starts: true, unverified: [...verdict.unverified] }
  } catch (error) {
    if (error instanceof Exit) return { starts: false, error: error.message, at: error.at }
    throw error
  }
}

/** The libraries of the --modules flag; undefined: no such flag. */
function readFlag({ manifest, flagValue }: PredictionInput): readonly Library[] | undefined {
  if (manifest === undefined) return undefined
  const result = readManifest(manifest)
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

  load(libraries: readonly Library[]): void {
    for (const [index, library] of libraries.entries())
      this.loadLibrary(library, `libraries[${index}]`)
  }

  private loadLibrary(library: Library, at: string): void {
    const path = libraryPath(library)
    if (path === undefined) throw new Exit('Library name or path not provided', at)
    // The loader takes an empty name for the program itself.
    const facts = path === '' ? PROGRAM : this.input.libraries(path)
    openLibrary(path, facts, at)
    if (facts.state === 'unexamined') this.unverified.add(`${path} was not examined`)
    for (const [index, { name, parameters }] of library.modules.entries()) {
      const moduleAt = `${at}.modules[${index}]`
      if (name === undefined)
        throw new Exit(`Error: module name not provided with library '${path}'`, moduleAt)
      this.verifyModule(name, path, facts, moduleAt)
      const isHook =
        facts.state === 'known' || (facts.state === 'loaded' && facts.hooks.includes(name))
      const loaded = { library: path, parameters: JSON.stringify(parameters), isHook }
      checkIdentity(name, loaded, this.modules.get(name), moduleAt)
      if (!this.modules.has(name)) this.modules.set(name, loaded)
    }
  }

  private verifyModule(name: string, path: string, facts: LibraryFacts, at: string): void {
    if (facts.state !== 'known' && facts.state !== 'foreign') return
    const symbols = facts.state === 'known' ? facts.modules : facts.symbols
    if (!symbols.includes(name)) throw undefinedSymbol(name, path, at)
    if (facts.state === 'foreign') {
      this.unverified.add(`${path} does not say which Mesos it was built for`)
      return
    }
    const { mesosVersion } = this.input
    if (mesosVersion === undefined) {
      this.unverified.add(
        `${path} is built for Mesos ${facts.mesosVersion}; the agent's is not known`,
      )
      return
    }
    const mismatch = versionMismatch(facts.mesosVersion, mesosVersion)
    if (mismatch) throw new Exit(`Error verifying module '${name}': ${mismatch}`, at)
  }

  installHooks(hooks: readonly string[]): void {
    hooks.forEach((hook, index) => {
      const at = `--hooks, name ${index + 1}`
      if (hooks.indexOf(hook) < index)
        throw new Exit(`Error installing hooks: Hook module '${hook}' already loaded`, at)
      const module = this.modules.get(hook)
      if (!module)
        throw new Exit(`Error installing hooks: No hook module named '${hook}' available`, at)
      if (!module.isHook) this.unverified.add(`${hook} of ${module.library} may not be a hook`)
    })
  }
}

const PROGRAM: LibraryFacts = { state: 'foreign', symbols: [] }
/** What the loader calls the program itself: the name that it was started by. */
const PROGRAM_NAME = '/usr/sbin/mesos-agent'

function undefinedSymbol(name: string, path: string, at: string): Exit {
  return new Exit(
    `Error loading module '${name}': Error looking up symbol '${name}' in '${path}' : ${path || PROGRAM_NAME}: undefined symbol: ${name}`,
    at,
  )
}

function openLibrary(path: string, facts: LibraryFacts, at: string): void {
  const failed = (reason: string): Exit =>
    new Exit(
      `Error opening library: '${path}': Could not load library '${path}': ${path}: ${reason}`,
      at,
    )
  if (facts.state === 'missing')
    throw failed(`cannot open shared object file: ${missingPath(path)}`)
  if (facts.state === 'folder') throw failed('cannot read file data: Is a directory')
  if (facts.state === 'unloadable') throw failed(facts.reason)
}

/** Mesos's words for a hook built for another version than the agent's; undefined when equal. */
export function versionMismatch(built: string, agent: string): string | undefined {
  const order = compareVersions(built, agent)
  if (order === 0) return undefined
  return order < 0
    ? `Minimum supported mesos version for 'Hook' is ${agent}, but module is compiled with version ${built}`
    : `Mesos has version ${agent}, but module is compiled with version ${built}`
}

/** Compares dotted numbers: negative, 0 or positive. */
export function compareVersions(left: string, right: string): number {
  const parts = (version: string): number[] =>
    version.split('.').map((part) => Number.parseInt(part, 10) || 0)
  const [a, b] = [parts(left), parts(right)]
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
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

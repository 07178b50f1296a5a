import type { Prediction } from '../contract/change.ts'
import { parseHooks } from './hooks.ts'
import { type Library, libraryPath, readManifest } from './manifest-rules.ts'

/** What is known of a library before an agent loads it. */
export type LibraryFacts =
  | { readonly state: 'missing' | 'folder' }
  /** It is there, or may be (found by the loader's search path), but was not looked into. */
  | { readonly state: 'unexamined' }
  /** The running agent has loaded it; `hooks` are those of its modules that run as hooks. */
  | { readonly state: 'loaded'; readonly hooks: readonly string[] }
  | { readonly state: 'known'; readonly modules: readonly string[]; readonly mesosVersion: string }

export interface PredictionInput {
  /** Content of the manifest; undefined: no --modules flag. */
  readonly manifest: string | undefined
  /** The flag's value as Mesos quotes it in its errors: 'file:///etc/modules.json'. */
  readonly flagValue: string
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

/** What ends the agent; never leaves this file. */
class Exit extends Error {}

/**
 * Says whether an agent would start with this manifest and these hooks, and if not, with what
 * text it would exit. Follows the order in which Mesos checks: flags, modules, hooks.
 */
export function predict(input: PredictionInput): Prediction {
  try {
    const { modules, unverified } = loadModules(input)
    if (input.hooks !== undefined) installHooks(parseHooks(input.hooks), modules, unverified)
    return { starts: true, unverified: [...unverified] }
  } catch (error) {
    if (error instanceof Exit) return { starts: false, error: error.message, at: whereIn(input) }
    throw error
  }
}

/** 'line L, column C' of a manifest that cannot be read. */
function whereIn(input: PredictionInput): string | undefined {
  const result = readManifest(input.manifest ?? '{}')
  if (result.ok || result.offset === undefined) return undefined
  const before = (input.manifest ?? '').slice(0, result.offset).split('\n')
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
}

function loadModules(input: PredictionInput) {
  const modules = new Map<string, Loaded>()
  const unverified = new Set<string>()
  const result = readManifest(input.manifest ?? '{}')
  if (!result.ok) {
    throw new Exit(
      `Failed to load flag 'modules': Failed to load value '${input.flagValue}': ${result.error}`,
    )
  }
  try {
    for (const library of result.libraries) loadLibrary(library, input, modules, unverified)
  } catch (error) {
    if (error instanceof Exit) throw new Exit(`Error loading modules: ${error.message}`)
    throw error
  }
  return { modules, unverified }
}

function loadLibrary(
  library: Library,
  input: PredictionInput,
  modules: Map<string, Loaded>,
  unverified: Set<string>,
): void {
  const path = libraryPath(library)
  if (path === undefined) throw new Exit('Library name or path not provided')
  const facts = input.libraries(path)
  openLibrary(path, facts)
  if (facts.state === 'unexamined') unverified.add(`${path} was not examined`)
  for (const { name, parameters } of library.modules) {
    if (name === undefined) {
      throw new Exit(`Error: module name not provided with library '${path}'`)
    }
    if (facts.state === 'known') verifyModule(name, path, facts, input.mesosVersion, unverified)
    const loaded = {
      library: path,
      parameters: JSON.stringify(parameters),
      isHook: facts.state === 'known' || (facts.state === 'loaded' && facts.hooks.includes(name)),
    }
    checkIdentity(name, loaded, modules.get(name))
    if (!modules.has(name)) modules.set(name, loaded)
  }
}

function openLibrary(path: string, facts: LibraryFacts): void {
  const failed = (reason: string): Exit =>
    new Exit(
      `Error opening library: '${path}': Could not load library '${path}': ${path}: ${reason}`,
    )
  if (facts.state === 'missing') {
    throw failed('cannot open shared object file: No such file or directory')
  }
  if (facts.state === 'folder') throw failed('cannot read file data: Is a directory')
}

function verifyModule(
  name: string,
  path: string,
  facts: { readonly modules: readonly string[]; readonly mesosVersion: string },
  agentVersion: string | undefined,
  unverified: Set<string>,
): void {
  if (!facts.modules.includes(name)) {
    throw new Exit(
      `Error loading module '${name}': Error looking up symbol '${name}' in '${path}' : ${path}: undefined symbol: ${name}`,
    )
  }
  if (agentVersion === undefined) {
    unverified.add(`${path} is built for Mesos ${facts.mesosVersion}; the agent's is not known`)
    return
  }
  const mismatch = versionMismatch(facts.mesosVersion, agentVersion)
  if (mismatch) throw new Exit(`Error verifying module '${name}': ${mismatch}`)
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

function checkIdentity(name: string, module: Loaded, earlier: Loaded | undefined): void {
  if (!earlier) return
  const prefix = `Error loading module '${name}'; this is potentially due to duplicate module names; `
  if (earlier.library !== module.library) {
    throw new Exit(
      `${prefix}The same module appears in two different module libraries - '${module.library}' and '${earlier.library}'`,
    )
  }
  if (earlier.parameters !== module.parameters) {
    throw new Exit(`${prefix}A module with same name but different parameters already exists`)
  }
}

function installHooks(
  hooks: readonly string[],
  modules: ReadonlyMap<string, Loaded>,
  unverified: Set<string>,
): void {
  hooks.forEach((hook, index) => {
    if (hooks.indexOf(hook) < index) {
      throw new Exit(`Error installing hooks: Hook module '${hook}' already loaded`)
    }
    const module = modules.get(hook)
    if (!module) throw new Exit(`Error installing hooks: No hook module named '${hook}' available`)
    if (!module.isHook) unverified.add(`${hook} of ${module.library} may not be a hook`)
  })
}

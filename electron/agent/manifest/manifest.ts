import type { JSONPath } from 'jsonc-parser'
import { Failure } from '../../contract/failure.ts'
import { removeJson, setJson } from '../../contract/json-edit.ts'
import type { ManifestModule } from '../../contract/observation.ts'
import { type Library, libraryPath, readManifest } from './manifest-rules.ts'

/** What is put into a manifest: the hook's library with its module. */
export interface LibraryEntry {
  readonly file: string
  /** The module's name where the manifest has none of `names` yet. */
  readonly module: string
  /** All names that the library exports; the entry that has one of them is the one replaced. */
  readonly names: readonly string[]
  /** Merged into the module's parameters by key; those already there keep their place. */
  readonly parameters: Readonly<Record<string, string>>
}

/** The modules of libraries as Mesos reads them, in order; those without a name are left out. */
export function modulesOf(libraries: readonly Library[]): ManifestModule[] {
  return libraries.flatMap((library) =>
    library.modules.flatMap(({ name, parameters }) =>
      name === undefined
        ? []
        : [{ name, library: libraryPath(library) ?? '', parameters: [...parameters] }],
    ),
  )
}

/** The libraries in manifests' texts; of one that Mesos would not read, none. */
export function librariesIn(texts: readonly string[]): Library[] {
  return texts.flatMap((text) => {
    const result = readManifest(text)
    return result.ok ? result.libraries : []
  })
}

/**
 * The manifest with our library in it: the file of the entry that has our module is replaced and
 * its parameters kept, else an entry is added at the end. Unknown keys, order and formatting of all
 * else stay. Throws `manifest-malformed` for a text that Mesos would not read.
 */
export function withLibrary(text: string, entry: LibraryEntry): string {
  if (text.trim() === '') return withLibrary('{}\n', entry)
  const root = editable(text)
  const at = findModule(root, entry.names)
  if (!at) return append(text, root, entry)
  let edited = setJson(text, [...at.library, 'file'], entry.file)
  edited = mergeParameters(edited, at.module, entry.parameters)
  return edited
}

/** The same without our module, and without its library entry when that has no other module. */
export function withoutLibrary(text: string, names: readonly string[]): string {
  const at = findModule(editable(text), names)
  if (!at) return text
  return removeJson(text, at.alone ? at.library : at.module)
}

/** The manifest with these parameters of a module set; the module's others stay as they are. */
export function withParameters(
  text: string,
  module: string,
  parameters: Readonly<Record<string, string>>,
): string {
  const at = findModule(editable(text), [module])
  if (at) return mergeParameters(text, at.module, parameters)
  throw new Failure({
    code: 'not-found',
    message: `The modules manifest has no module '${module}'.`,
    advice: 'Give the name of one that is in it.',
  })
}

/** The text as plain JSON values, if Mesos would read it and it is in the usual form. */
function editable(text: string): Record<string, unknown> {
  const read = readManifest(text)
  if (!read.ok) throw malformed(read.error)
  return plainJson(text)
}

/** Mesos takes numbers such as 01 that JSON does not know; such a text is not edited. */
function plainJson(text: string): Record<string, unknown> {
  try {
    const root: unknown = JSON.parse(text)
    if (isRecord(root)) return root
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw malformed('it is not plain JSON')
}

function malformed(error: string): Failure {
  return new Failure({
    code: 'manifest-malformed',
    message: `The modules manifest cannot be read: ${error}`,
    advice: 'Correct the manifest; an agent that reads it does not start.',
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Place {
  readonly library: JSONPath
  readonly module: JSONPath
  /** The library has no other module. */
  readonly alone: boolean
}

/** A list's elements with their paths; one object may stand for a list of one. */
function elements(value: unknown, path: JSONPath): [unknown, JSONPath][] {
  if (Array.isArray(value)) return value.map((each, index) => [each, [...path, index]])
  return isRecord(value) ? [[value, path]] : []
}

function findModule(root: Record<string, unknown>, names: readonly string[]): Place | undefined {
  for (const [library, libraryAt] of elements(root.libraries, ['libraries'])) {
    if (!isRecord(library)) continue
    const modules = elements(library.modules, [...libraryAt, 'modules'])
    for (const [module, at] of modules) {
      if (!isRecord(module) || !names.includes(String(module.name))) continue
      return { library: libraryAt, module: at, alone: modules.length === 1 }
    }
  }
  return undefined
}

function append(text: string, root: Record<string, unknown>, entry: LibraryEntry): string {
  const parameters = Object.entries(entry.parameters).map(([key, value]) => ({ key, value }))
  const module = { name: entry.module, ...(parameters.length > 0 ? { parameters } : {}) }
  const library = { file: entry.file, modules: [module] }
  if (Array.isArray(root.libraries))
    return setJson(text, ['libraries', root.libraries.length], library)
  const others = isRecord(root.libraries) ? [root.libraries] : []
  return setJson(text, ['libraries'], [...others, library])
}

function mergeParameters(
  text: string,
  module: JSONPath,
  wanted: Readonly<Record<string, string>>,
): string {
  let edited = text
  for (const [key, value] of Object.entries(wanted))
    edited = setParameter(edited, module, key, value)
  return edited
}

function setParameter(text: string, module: JSONPath, key: string, value: string): string {
  const list = [...module, 'parameters']
  const given = valueAt(JSON.parse(text), list)
  const known = elements(given, list)
  // Of equal keys the hook takes the last one.
  const found = known.findLast(([each]) => isRecord(each) && each.key === key)
  if (found) return setJson(text, [...found[1], 'value'], value)
  if (Array.isArray(given)) return setJson(text, [...list, given.length], { key, value })
  return setJson(text, list, [...known.map(([each]) => each), { key, value }])
}

function valueAt(root: unknown, path: JSONPath): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)]
    return isRecord(value) ? value[key] : undefined
  }, root)
}

import { toBytes } from '../mesos/mesos-bytes.ts'
import { type JsonObject, type JsonValue, parseJson } from '../mesos/mesos-json.ts'

interface Parameter {
  readonly key: string
  readonly value: string
}

interface LibraryModule {
  readonly name?: string
  readonly parameters: readonly Parameter[]
}

/** One entry of `libraries` as Mesos takes it. */
export interface Library {
  readonly file?: string
  readonly name?: string
  readonly modules: readonly LibraryModule[]
}

/** Where something stands in the file: 'libraries[0].modules[1]'; without an index outside a list. */
interface Placed {
  readonly at: string
}

/** A library with its place and those of its modules. */
export interface PlacedLibrary extends Library, Placed {
  readonly modules: readonly (LibraryModule & Placed)[]
}

/** Why Mesos does not read a manifest. */
export interface ManifestProblem {
  readonly error: string
  /** Index of the character where reading stopped, when it is no JSON. */
  readonly offset?: number
  /** The value at fault, when it is JSON: 'libraries[0].modules[1].name'. */
  readonly path?: string
}

export type ManifestResult =
  | { readonly ok: true; readonly libraries: readonly PlacedLibrary[] }
  | ({ readonly ok: false } & ManifestProblem)

/** A rule of the manifest's format that is broken; never leaves this file. */
class Broken extends Error {
  readonly path: string

  constructor(message: string, path: string) {
    super(message)
    this.path = path
  }
}

/**
 * Reads a manifest by Mesos's rules: `null` leaves a field unset, unknown keys are ignored, one
 * object may stand for a list of one. `error` is what Mesos says after "Failed to load value '…': ".
 * A text that starts with a slash is taken for the path of a file, unless it `mayBePath` no more.
 */
export function readManifest(text: string, { mayBePath = true } = {}): ManifestResult {
  if (mayBePath && text.startsWith('/')) {
    return { ok: false, error: `Error reading file '${text}': ${missingPath(text)}` }
  }
  const parsed = parseJson(text)
  if (!parsed.ok) return parsed
  if (!isObject(parsed.value)) return { ok: false, error: 'Unexpected JSON type parsed' }
  try {
    return checkRequired(objects(parsed.value, 'libraries', '', library))
  } catch (error) {
    if (error instanceof Broken) return { ok: false, error: error.message, path: error.path }
    throw error
  }
}

/**
 * What the system says of a path that was never meant as one: nothing is there, or a part of it is
 * longer than a name may be.
 */
export function missingPath(text: string): string {
  const path = cString(text)
  const [first] = path.split('/').filter((part) => !['', '.', '..'].includes(part))
  if (first === undefined) return path === '' ? 'No such file or directory' : 'Is a directory'
  const tooLong = toBytes(path).length >= 4096 || toBytes(first).length > 255
  return tooLong ? 'File name too long' : 'No such file or directory'
}

/** What the system takes of a text: all up to the first null character. */
export function cString(text: string): string {
  return text.split('\0', 1)[0] ?? ''
}

interface LooseParameter {
  readonly key?: string
  readonly value?: string
}
type LooseModule = Omit<LibraryModule, 'parameters'> &
  Placed & { readonly parameters: readonly LooseParameter[] }
type LooseLibrary = Omit<PlacedLibrary, 'modules'> & { readonly modules: readonly LooseModule[] }

// Fields are read in the order of their keys, which decides the error that is seen first.
function library(value: JsonObject, at: string): LooseLibrary {
  const file = string(value, 'file', at)
  const modules = objects(value, 'modules', at, module)
  return { at, file, modules, name: string(value, 'name', at) }
}

function module(value: JsonObject, at: string): LooseModule {
  const name = string(value, 'name', at)
  return { at, name, parameters: objects(value, 'parameters', at, parameter) }
}

function parameter(value: JsonObject, at: string): LooseParameter {
  return { key: string(value, 'key', at), value: string(value, 'value', at) }
}

function isObject(value: JsonValue): value is JsonObject {
  return value instanceof Map
}

function typeName(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  return isObject(value) ? 'object' : typeof value
}

function unexpected(value: JsonValue, field: string, at: string): Broken {
  return new Broken(`Not expecting a JSON ${typeName(value)} for field '${field}'`, at)
}

function pathOf(at: string, field: string): string {
  return at ? `${at}.${field}` : field
}

function string(from: JsonObject, field: string, at: string): string | undefined {
  const value = from.get(field) ?? null
  if (value === null) return undefined
  if (typeof value === 'string') return value
  throw unexpected(value, field, pathOf(at, field))
}

/** Each object is read before the next is looked at: of several errors the first is seen. */
function objects<T>(
  from: JsonObject,
  field: string,
  at: string,
  read: (object: JsonObject, at: string) => T,
): T[] {
  const take = (value: JsonValue, path: string): T[] => {
    if (value === null) return []
    if (isObject(value)) return [read(value, path)]
    if (Array.isArray(value)) return value.flatMap((each, i) => take(each, `${path}[${i}]`))
    throw unexpected(value, field, path)
  }
  return take(from.get(field) ?? null, pathOf(at, field))
}

function checkRequired(libraries: readonly LooseLibrary[]): ManifestResult {
  const missing = libraries.flatMap((each, l) =>
    each.modules.flatMap((module, m) =>
      module.parameters.flatMap(({ key, value }, p) => {
        const at = `libraries[${l}].modules[${m}].parameters[${p}]`
        return [
          ...(key === undefined ? [`${at}.key`] : []),
          ...(value === undefined ? [`${at}.value`] : []),
        ]
      }),
    ),
  )
  if (missing.length > 0)
    return {
      ok: false,
      error: `Missing required fields: ${missing.join(', ')}`,
      path: missing[0],
    }
  return { ok: true, libraries: libraries.map(complete) }
}

function complete(loose: LooseLibrary): PlacedLibrary {
  const modules = loose.modules.map(({ at, name, parameters }) => ({
    at,
    name,
    parameters: parameters.map(({ key = '', value = '' }) => ({ key, value })),
  }))
  return { ...loose, modules }
}

/** What Mesos gives to dlopen for this entry; undefined when neither file nor name is there. */
export function libraryPath(library: Library): string | undefined {
  if (library.file !== undefined) return library.file
  return library.name === undefined ? undefined : `lib${library.name}.so`
}

/**
 * The manifest in protobuf's text format, which is how a running agent shows its --modules flag.
 * ASCII only: bytes beyond it are escaped.
 */
export function toTextFormat(libraries: readonly Library[]): string {
  const line = (indent: string, field: string, value: string | undefined): string =>
    value === undefined ? '' : `${indent}${field}: ${quoted(value)}\n`
  const parameterText = ({ key, value }: Parameter): string =>
    `    parameters {\n${line('      ', 'key', key)}${line('      ', 'value', value)}    }\n`
  const moduleText = ({ name, parameters }: LibraryModule): string =>
    `  modules {\n${line('    ', 'name', name)}${parameters.map(parameterText).join('')}  }\n`
  return libraries
    .map(
      ({ file, name, modules }) =>
        `libraries {\n${line('  ', 'file', file)}${line('  ', 'name', name)}${modules.map(moduleText).join('')}}\n`,
    )
    .join('')
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function quoted(text: string): string {
  const bytes = toBytes(text).toString('latin1')
  const escaped = bytes.replace(/["'\\]|[^ -~]/g, (ch) => {
    if (/["'\\]/.test(ch)) return `\\${ch}`
    return ESCAPES[ch] ?? `\\${ch.charCodeAt(0).toString(8).padStart(3, '0')}`
  })
  return `"${escaped}"`
}

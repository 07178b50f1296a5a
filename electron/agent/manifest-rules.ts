import { type JsonObject, type JsonValue, parseJson } from './mesos-json.ts'

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

/** Why Mesos does not read a manifest. */
export interface ManifestProblem {
  readonly error: string
  /** Index of the character where reading stopped, when it is no JSON. */
  readonly offset?: number
  /** The value at fault, when it is JSON: 'libraries[0].modules[1].name'. */
  readonly path?: string
}

export type ManifestResult =
  | { readonly ok: true; readonly libraries: readonly Library[] }
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
 */
export function readManifest(text: string): ManifestResult {
  // A value that starts with a slash is taken for the path of a file to read instead.
  if (text.startsWith('/')) {
    return { ok: false, error: `Error reading file '${text}': ${missingPath(text)}` }
  }
  const parsed = parseJson(text)
  if (!parsed.ok) return parsed
  if (!isObject(parsed.value)) return { ok: false, error: 'Unexpected JSON type parsed' }
  try {
    return checkRequired(objects(parsed.value, 'libraries', '').map(library))
  } catch (error) {
    if (error instanceof Broken) return { ok: false, error: error.message, path: error.path }
    throw error
  }
}

/**
 * What the system says of a path that was never meant as one: nothing is there, or a part of it is
 * longer than a name may be.
 */
export function missingPath(path: string): string {
  const [first] = path.split('/').filter(Boolean)
  if (first === undefined) return 'Is a directory'
  const tooLong = Buffer.byteLength(path) >= 4096 || Buffer.byteLength(first) > 255
  return tooLong ? 'File name too long' : 'No such file or directory'
}

interface LooseParameter {
  readonly key?: string
  readonly value?: string
}
interface LooseModule {
  readonly name?: string
  readonly parameters: readonly LooseParameter[]
}
type LooseLibrary = Omit<Library, 'modules'> & { readonly modules: readonly LooseModule[] }

// Fields are read in the order of their keys, which decides the error that is seen first.
function library(value: JsonObject, index: number): LooseLibrary {
  const at = `libraries[${index}]`
  const file = string(value, 'file', at)
  const modules = objects(value, 'modules', at).map((each, m) => {
    const moduleAt = `${at}.modules[${m}]`
    const name = string(each, 'name', moduleAt)
    const parameters = objects(each, 'parameters', moduleAt).map((one, p) =>
      parameter(one, `${moduleAt}.parameters[${p}]`),
    )
    return { name, parameters }
  })
  return { file, modules, name: string(value, 'name', at) }
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
  const path = at ? `${at}.${field}` : field
  return new Broken(`Not expecting a JSON ${typeName(value)} for field '${field}'`, path)
}

function string(from: JsonObject, field: string, at: string): string | undefined {
  const value = from.get(field) ?? null
  if (value === null) return undefined
  if (typeof value === 'string') return value
  throw unexpected(value, field, at)
}

function objects(from: JsonObject, field: string, at: string): JsonObject[] {
  const flatten = (value: JsonValue): JsonObject[] => {
    if (value === null) return []
    if (isObject(value)) return [value]
    if (Array.isArray(value)) return value.flatMap(flatten)
    throw unexpected(value, field, at)
  }
  return flatten(from.get(field) ?? null)
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

function complete(loose: LooseLibrary): Library {
  const modules = loose.modules.map(({ name, parameters }) => ({
    name,
    parameters: parameters.map(({ key = '', value = '' }) => ({ key, value })),
  }))
  return { file: loose.file, name: loose.name, modules }
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
  const bytes = Buffer.from(text).toString('latin1')
  const escaped = bytes.replace(/["'\\]|[^ -~]/g, (ch) => {
    if (/["'\\]/.test(ch)) return `\\${ch}`
    return ESCAPES[ch] ?? `\\${ch.charCodeAt(0).toString(8).padStart(3, '0')}`
  })
  return `"${escaped}"`
}

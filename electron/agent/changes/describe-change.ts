import { basename } from 'node:path'
import type { ListFlag } from '../../contract/change.ts'
import { hiddenSecrets } from '../flags/secrets.ts'
import type { Library } from '../manifest/manifest-rules.ts'
import { libraryPath, readManifest } from '../manifest/manifest-rules.ts'

const MAX_NAMES = 40
const MAX_LINES = 100

/** What differs between two values of a list flag, a line each; undefined: the flag is not set. */
export function describeNames(
  flag: ListFlag,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): string[] {
  if (same(before, after)) return []
  if (!before || !after) return [`${flag}: ${listed(before)} → ${listed(after)}`]
  const removed = before.filter((name) => !after.includes(name))
  const added = after.filter((name) => !before.includes(name))
  const places = after.length
  const stayed = before.filter((name) => after.includes(name))
  const stay = after.filter((name) => before.includes(name))
  return [
    ...removed.map((name) => `${flag}: ${shown(name)} removed`),
    ...added.map(
      (name) => `${flag}: ${shown(name)} added at place ${after.indexOf(name) + 1} of ${places}`,
    ),
    ...(same(stayed, stay) ? [] : [`${flag}: order ${listed(stayed)} → ${listed(stay)}`]),
  ]
}

/** What differs between two manifests' texts for Mesos; undefined: there is none. */
export function describeManifest(before: string | undefined, after: string | undefined): string[] {
  if (before === after) return []
  // A file that is not there yet is shown as an empty one.
  const [from, to] = [readManifest(before?.trim() ? before : '{}'), readManifest(after ?? '{}')]
  if (!to.ok) return [`modules manifest: Mesos could not read it: ${to.error}`]
  if (!from.ok) return ['modules manifest: Mesos could not read it before']
  const lines = describeLibraries(from.libraries, to.libraries)
  if (lines.length > 0) return lines
  return ['modules manifest: other formatting or keys that Mesos ignores; it reads the same']
}

/** What becomes of one file of a modules directory, a line each; null: it is not there. */
export function describeFile(path: string, before: string | null, after: string | null): string[] {
  const name = basename(path)
  if (before === after) return []
  if (after === null) return [`${name}: removed`]
  const lines = describeManifest(before ?? undefined, after)
  return [...(before === null ? [`${name}: made`] : []), ...lines.map((line) => `${name}: ${line}`)]
}

/** What differs between what Mesos reads out of two manifests, a line each. */
export function describeLibraries(before: readonly Library[], after: readonly Library[]): string[] {
  const [from, to] = [modulesByKey(before), modulesByKey(after)]
  const both = [...from.keys()].filter((key) => to.has(key))
  const lines = [
    ...bareLibraries(before, after),
    ...[...from.keys()].filter((key) => !to.has(key)).map((key) => `module ${key}: removed`),
    ...[...to].filter(([key]) => !from.has(key)).map(([key, module]) => added(key, module)),
    ...moved(both, from, to),
    ...both.flatMap((key) => describeParameters(key, from.get(key), to.get(key))),
  ]
  const orders = [both, [...to.keys()].filter((key) => from.has(key))] as const
  if (!same(...orders)) lines.push(`modules: order ${listed(orders[0])} → ${listed(orders[1])}`)
  if (lines.length > 0 || equal(before, after)) return lines
  return ['modules manifest: the same modules, put otherwise into libraries']
}

interface Placed {
  readonly library: string
  readonly parameters: readonly Parameter[]
}
interface Parameter {
  readonly key: string
  readonly value: string
}

/** Modules by name; a second one of the same name is 'name (2)'. */
function modulesByKey(libraries: readonly Library[]): Map<string, Placed> {
  const modules = new Map<string, Placed>()
  for (const library of libraries) {
    for (const { name = '(no name)', parameters } of library.modules) {
      let key = shown(name)
      for (let n = 2; modules.has(key); n++) key = `${shown(name)} (${n})`
      modules.set(key, { library: libraryPath(library) ?? '(no file)', parameters })
    }
  }
  return modules
}

/** Libraries without a module, which are loaded all the same. */
function bareLibraries(before: readonly Library[], after: readonly Library[]): string[] {
  const bare = (libraries: readonly Library[]): string[] =>
    libraries.flatMap((each) => (each.modules.length === 0 ? (libraryPath(each) ?? '') : []))
  const [from, to] = [bare(before), bare(after)]
  return [
    ...from.filter((path) => !to.includes(path)).map((path) => `library ${path}: removed`),
    ...to.filter((path) => !from.includes(path)).map((path) => `library ${path}: added`),
  ]
}

function added(key: string, { library, parameters }: Placed): string {
  const values = parameters.map((each) => `${each.key}=${shownValue(each)}`)
  return `module ${key}: added, from ${library}${values.length ? ` with ${values.join(', ')}` : ''}`
}

/** Modules whose library has another path, those with the same old and new one together. */
function moved(
  keys: readonly string[],
  from: ReadonlyMap<string, Placed>,
  to: ReadonlyMap<string, Placed>,
): string[] {
  const groups = new Map<string, string[]>()
  for (const key of keys) {
    const [before, after] = [from.get(key)?.library, to.get(key)?.library]
    if (before === after) continue
    const line = `${before} → ${after}`
    groups.set(line, [...(groups.get(line) ?? []), key])
  }
  return [...groups].map(([line, modules]) => `library path of ${modules.join(', ')}: ${line}`)
}

function describeParameters(module: string, from?: Placed, to?: Placed): string[] {
  const [before, after] = [lastByKey(from), lastByKey(to)]
  const line = (text: string): string => `module ${module}: parameter ${text}`
  const lines: string[] = []
  for (const [key, value] of before) {
    const next = after.get(key)
    if (next === undefined) lines.push(line(`${key} removed, it was ${shownValue({ key, value })}`))
    else if (next !== value) lines.push(line(`${key} ${changed(key, value, next)}`))
  }
  for (const [key, value] of after)
    if (!before.has(key)) lines.push(line(`${key} = ${shownValue({ key, value })} added`))
  if (lines.length > 0 || equal(from?.parameters, to?.parameters)) return lines
  return [`module ${module}: the same parameters, otherwise ordered or repeated`]
}

/** Of equal keys the last one, which is the one that our hook takes. */
function lastByKey(module: Placed | undefined): Map<string, string> {
  return new Map(module?.parameters.map(({ key, value }) => [key, value]))
}

function changed(key: string, before: string, after: string): string {
  const [from, to] = [hiddenSecrets(key, before), hiddenSecrets(key, after)]
  return from === to ? 'has another value (hidden)' : `${shown(from)} → ${shown(to)}`
}

function shownValue({ key, value }: Parameter): string {
  return shown(hiddenSecrets(key, value))
}

/** A value as it can stand in a line: in quotes when it is empty or has white space at an end. */
function shown(text: string): string {
  return text === '' || text.trim() !== text || text.includes('\n') ? JSON.stringify(text) : text
}

/** No more names than a line can hold. */
function listed(names: readonly string[] | undefined): string {
  if (!names || names.length === 0) return 'none'
  const more = names.length - MAX_NAMES
  const text = names.slice(0, MAX_NAMES).map(shown).join(', ')
  return more > 0 ? `${text} and ${more} more` : text
}

/** The first lines of a summary, which of a large manifest may have thousands. */
export function shortened(lines: readonly string[]): string[] {
  const more = lines.length - MAX_LINES
  return more > 0 ? [...lines.slice(0, MAX_LINES), `… and ${more} changes more`] : [...lines]
}

function same(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return equal(a, b)
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

import { isDeepStrictEqual } from 'node:util'
import type { JSONPath } from 'jsonc-parser'
import { removeJson, setJson } from '../../contract/json-edit.ts'
import { hiddenSecrets } from '../flags/secrets.ts'
import { type Merge, mergeList } from './merge-list.ts'

type Json = unknown
type JsonObject = Readonly<Record<string, unknown>>

/**
 * The manifest as it stands now with the change that made `wanted` out of `base`: libraries,
 * modules, parameters and unknown keys are merged each for itself. The text stays as it is now but
 * for what changes; formatting that only `wanted` has is not taken over.
 */
export function mergeManifest(base: string, now: string, wanted: string): Merge<string> {
  const values = [base, now, wanted].map(parse)
  if (values.includes(undefined))
    return { collisions: ['not all of the three are plain JSON'], notes: [] }
  const merging = new Merging()
  const value = merging.merge(values[0], values[1], values[2], [])
  const { collisions, notes } = merging
  if (collisions.length > 0) return { collisions, notes }
  return { value: written(now, values[1], value), collisions, notes }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text.trim() === '' ? '{}' : text)
  } catch {
    return undefined
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One merge under way: collects where the two changes collide. */
class Merging {
  readonly collisions: string[] = []
  readonly notes: string[] = []

  /** `at` says in words where the values stand. Undefined: it is not there. */
  merge(base: Json, now: Json, wanted: Json, at: readonly string[]): Json {
    if (isDeepStrictEqual(now, wanted) || isDeepStrictEqual(base, wanted)) return now
    if (isDeepStrictEqual(base, now)) return wanted
    if (isObject(base) && isObject(now) && isObject(wanted))
      return this.#objects(base, now, wanted, at)
    if (Array.isArray(base) && Array.isArray(now) && Array.isArray(wanted))
      return this.#lists(base, now, wanted, at)
    return this.#collide(base, now, wanted, at)
  }

  #objects(base: JsonObject, now: JsonObject, wanted: JsonObject, at: readonly string[]): Json {
    const keys = new Set([...Object.keys(now), ...Object.keys(wanted)])
    const entries = [...keys].map((key) => {
      const place = key === 'value' ? at : [...at, key]
      return [key, this.merge(base[key], now[key], wanted[key], place)] as const
    })
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  }

  #lists(base: Json[], now: Json[], wanted: Json[], at: readonly string[]): Json {
    const [b, n, w] = [keyed(base, base), keyed(now, base), keyed(wanted, base)]
    if (!b || !n || !w) return this.#collide(base, now, wanted, at)
    const { value = [], collisions, notes } = mergeList([...b.keys()], [...n.keys()], [...w.keys()])
    this.collisions.push(...collisions.map((text) => [...at, text].join(': ')))
    this.notes.push(...notes)
    for (const [key, old] of b) {
      const [theirs, ours] = [n.get(key), w.get(key)]
      const lost = theirs === undefined ? ours : ours === undefined ? theirs : old
      if (!isDeepStrictEqual(lost, old) && lost !== undefined)
        this.collisions.push(`${[...at, key].join(', ')}: one removed it, the other changed it`)
    }
    return value.map((key) => this.merge(b.get(key), n.get(key), w.get(key), [...at, key]))
  }

  #collide(base: Json, now: Json, wanted: Json, at: readonly string[]): Json {
    const hidden = at.some((word) => hiddenSecrets(word, 'x') !== 'x')
    const [from, theirs, ours] = [base, now, wanted].map((value) =>
      hidden ? '(hidden)' : short(value),
    )
    this.collisions.push(`${at.join(', ')}: it was ${from}, is ${theirs} now, ${ours} is wanted`)
    return now
  }
}

function short(value: Json): string {
  if (value === undefined) return 'not there'
  const text = hiddenSecrets('', JSON.stringify(value))
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** What tells an element of a list from the others: a library's file, a module's or key's name. */
function identity(value: Json): string | undefined {
  if (!isObject(value)) return undefined
  const name = value.file ?? value.key ?? value.name
  return typeof name === 'string' ? name : undefined
}

/**
 * A list's elements by their identity; undefined where they have none or it is not unique. A
 * library whose file is another than in `base` is still the one that has the same module there.
 */
function keyed(list: readonly Json[], base: readonly Json[]): Map<string, Json> | undefined {
  const own = new Set(list.map(identity))
  const elements = new Map<string, Json>()
  for (const value of list) {
    const former = base.find((old) => !own.has(identity(old)) && sharesModule(old, value))
    const known = base.some((old) => identity(old) === identity(value))
    const key = (known ? undefined : identity(former)) ?? identity(value)
    if (key === undefined || elements.has(key)) return undefined
    elements.set(key, value)
  }
  return elements
}

function sharesModule(one: Json, other: Json): boolean {
  const [first, second] = [one, other].map(moduleNames)
  return first?.some((name) => second?.includes(name)) ?? false
}

function moduleNames(library: Json): string[] {
  const modules = isObject(library) && Array.isArray(library.modules) ? library.modules : []
  return modules.flatMap((module) => identity(module) ?? [])
}

/** The text with `from`, which it holds, made `to`; what stays the same keeps its formatting. */
function written(text: string, from: Json, to: Json): string {
  const start = text.trim() === '' ? '{}\n' : text
  const edited = edit(start, [], from, to)
  return isDeepStrictEqual(parse(edited), to) ? edited : setJson(start, [], to)
}

function edit(text: string, path: JSONPath, from: Json, to: Json): string {
  if (isDeepStrictEqual(from, to)) return text
  if (isObject(from) && isObject(to)) return editObject(text, path, from, to)
  if (Array.isArray(from) && Array.isArray(to)) return editList(text, path, from, to)
  return setJson(text, path, to)
}

function editObject(text: string, path: JSONPath, from: JsonObject, to: JsonObject): string {
  let edited = text
  for (const key of Object.keys(from)) if (!(key in to)) edited = removeJson(edited, [...path, key])
  for (const [key, value] of Object.entries(to))
    edited = edit(edited, [...path, key], from[key], value)
  return edited
}

/** Removals and additions at the end are edits of their own; another order sets the whole list. */
function editList(
  text: string,
  path: JSONPath,
  from: readonly Json[],
  to: readonly Json[],
): string {
  const wanted = new Set(to.map(identity))
  const kept = from.filter((value) => wanted.has(identity(value)))
  const inPlace = kept.every((value, index) => identity(value) === identity(to[index]))
  if (!inPlace) return setJson(text, path, to)
  let edited = text
  for (const [index, value] of [...from.entries()].reverse())
    if (!wanted.has(identity(value))) edited = removeJson(edited, [...path, index])
  for (const [index, value] of to.entries())
    edited = edit(edited, [...path, index], kept[index], value)
  return edited
}

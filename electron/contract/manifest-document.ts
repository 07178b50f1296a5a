import type { JSONPath } from 'jsonc-parser'
import { z } from 'zod'
import { nodeAt, removeJson, setJson, splice } from './json-edit.ts'

/** A parameter, module or library of a manifest, by its place in the text. */
export interface DocumentParameter {
  readonly path: JSONPath
  readonly key?: string
  readonly value?: string
}
export interface DocumentModule {
  readonly path: JSONPath
  readonly name?: string
  readonly parameters: readonly DocumentParameter[]
}
export interface DocumentLibrary {
  readonly path: JSONPath
  readonly file?: string
  readonly name?: string
  readonly modules: readonly DocumentModule[]
}

const pathSchema = z.array(z.union([z.string(), z.number().int().nonnegative()])).min(1)

/** One change of a manifest's structure; paths as `readDocument` gives them. */
export const manifestStepSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('add-library'), file: z.string() }),
  z.object({ step: z.literal('add-module'), library: pathSchema, name: z.string() }),
  z.object({
    step: z.literal('add-parameter'),
    module: pathSchema,
    key: z.string(),
    value: z.string(),
  }),
  z.object({ step: z.literal('set'), path: pathSchema, value: z.string() }),
  z.object({ step: z.literal('remove'), path: pathSchema }),
  /** To place `to` of its list, counted from 0. */
  z.object({ step: z.literal('move'), path: pathSchema, to: z.number().int().nonnegative() }),
])
export type ManifestStep = z.infer<typeof manifestStepSchema>

/** A replacement of `length` characters at `offset`. */
export interface Splice {
  readonly offset: number
  readonly length: number
  readonly insert: string
}

export interface EditedText {
  readonly text: string
  /** What makes the text again what it was, to the byte. */
  readonly reverse: Splice
}

/**
 * A manifest's structure. Undefined: the text is no plain JSON object (comments, trailing commas,
 * numbers such as 01), so it can be edited as text only. What is no object in a list is left out.
 */
export function readDocument(text: string): DocumentLibrary[] | undefined {
  const root = parsed(text.trim() === '' ? '{}' : text)
  if (!isRecord(root)) return undefined
  return elements(root.libraries, ['libraries']).map(([library, path]) => ({
    path,
    file: textIn(library.file),
    name: textIn(library.name),
    modules: elements(library.modules, [...path, 'modules']).map(moduleOf),
  }))
}

function moduleOf([module, path]: [Record<string, unknown>, JSONPath]): DocumentModule {
  const parameters = elements(module.parameters, [...path, 'parameters'])
  return {
    path,
    name: textIn(module.name),
    parameters: parameters.map(([each, at]) => ({
      path: at,
      key: textIn(each.key),
      value: textIn(each.value),
    })),
  }
}

/** The text with one step done. Unknown keys, order and formatting of all else stay as they are. */
export function editManifest(text: string, step: ManifestStep): EditedText {
  const edited = done(text.trim() === '' ? '{}\n' : text, step)
  return { text: edited, reverse: spliceBetween(edited, text) }
}

export function applySplice(text: string, { offset, length, insert }: Splice): string {
  return splice(text, offset, length, insert)
}

function done(text: string, step: ManifestStep): string {
  switch (step.step) {
    case 'add-library':
      return append(text, ['libraries'], { file: step.file, modules: [] })
    case 'add-module':
      return append(text, [...step.library, 'modules'], { name: step.name })
    case 'add-parameter':
      return append(text, [...step.module, 'parameters'], { key: step.key, value: step.value })
    case 'set':
      return setJson(text, step.path, step.value)
    case 'remove':
      return removeJson(text, step.path)
    case 'move':
      return move(text, step.path, step.to)
  }
}

/** To the end of the list; a list is made where there is none, or of the one object in its place. */
function append(text: string, list: JSONPath, value: unknown): string {
  const node = nodeAt(text, list)
  if (node?.type === 'array') return setJson(text, [...list, node.children?.length ?? 0], value)
  if (node?.type !== 'object') return setJson(text, list, [value])
  const own = text.slice(node.offset, node.offset + node.length)
  return append(splice(text, node.offset, node.length, `[${own}]`), list, value)
}

/** The elements change places; what stands between them stays. */
function move(text: string, path: JSONPath, to: number): string {
  const list = nodeAt(text, path.slice(0, -1))
  const nodes = list?.type === 'array' ? (list.children ?? []) : []
  const from = Number(path.at(-1))
  if (!nodes[from] || !nodes[to]) return text
  const order = nodes.map(({ offset, length }) => text.slice(offset, offset + length))
  order.splice(to, 0, ...order.splice(from, 1))
  const ends = nodes.map(({ offset, length }) => offset + length)
  const gaps = nodes.map(({ offset }, index) => text.slice(ends[index - 1] ?? 0, offset))
  const moved = order.map((element, index) => (gaps[index] ?? '') + element)
  return moved.join('') + text.slice(ends.at(-1))
}

function spliceBetween(from: string, to: string): Splice {
  const shorter = Math.min(from.length, to.length)
  let start = 0
  while (start < shorter && from[start] === to[start]) start++
  let end = 0
  while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end++
  return {
    offset: start,
    length: from.length - end - start,
    insert: to.slice(start, to.length - end),
  }
}

/** 'libraries[0].modules[1]' as people write a place. */
export function formatPath(path: JSONPath): string {
  return path
    .map((each, index) => (typeof each === 'number' ? `[${each}]` : index > 0 ? `.${each}` : each))
    .join('')
}

/** Undefined for what is no place of a manifest. */
export function parsePath(text: string): JSONPath | undefined {
  if (!/^libraries(\[\d+\]|\.(modules|parameters|file|name|key|value))*$/.test(text))
    return undefined
  return [...text.matchAll(/\[(\d+)\]|\w+/g)].map(([word, index]) =>
    index === undefined ? word : Number(index),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A list's objects with their paths; one object may stand for a list of one. */
function elements(value: unknown, path: JSONPath): [Record<string, unknown>, JSONPath][] {
  if (isRecord(value)) return [[value, path]]
  if (!Array.isArray(value)) return []
  return value.flatMap((each, index) => elements(each, [...path, index]))
}

import type { JSONPath } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import {
  applySplice,
  editManifest,
  formatPath,
  type ManifestStep,
  parsePath,
  readDocument,
} from './manifest-document.ts'

/** Numbers from a seed, the same on every run. */
function dice(seed: number) {
  let state = seed
  return (sides: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides)
  }
}
type Roll = ReturnType<typeof dice>

let marks = 0
/** Unknown keys carry marks: each is there once, wherever it is moved. */
const mark = () => `"x-${++marks}":"mark-${marks}"`
const space = (roll: Roll) => ['', ' ', '\n', '\n\t', '\r\n  '][roll(5)] ?? ''

function object(roll: Roll, fields: readonly string[]): string {
  const all = [...fields.filter(() => roll(5) > 0), ...(roll(3) === 0 ? [mark()] : [])]
  const shuffled = all.map((each) => [roll(100), each] as const).sort(([a], [b]) => a - b)
  return `{${space(roll)}${shuffled.map(([, each]) => each).join(`${space(roll)},${space(roll)}`)}${space(roll)}}`
}

function list(roll: Roll, make: () => string): string {
  const items = Array.from({ length: roll(4) }, make)
  if (items.length === 1 && roll(3) === 0) return items[0] ?? ''
  return `[${space(roll)}${items.join(`,${space(roll)}`)}${space(roll)}]`
}

function manifest(roll: Roll): string {
  const text = () => ['"a"', '"/b.so"', '"\\u0063"', '"é"', '""'][roll(5)]
  const parameter = () => object(roll, [`"key":${text()}`, `"value" : ${text()}`])
  const module = () => object(roll, [`"name":${text()}`, `"parameters":${list(roll, parameter)}`])
  const library = () =>
    object(roll, [`"file": ${text()}`, `"name":${text()}`, `"modules":${list(roll, module)}`])
  return object(roll, [`"libraries":${list(roll, library)}`, mark()]) + space(roll)
}

/** A step that fits the text; removals take nothing that carries a mark. */
function someStep(text: string, roll: Roll): ManifestStep {
  const libraries = readDocument(text) ?? []
  const modules = libraries.flatMap((each) => each.modules)
  const parameters = modules.flatMap((each) => each.parameters)
  const paths: JSONPath[] = [...libraries, ...modules, ...parameters].map(({ path }) => path)
  const pick = <T>(from: readonly T[]): T | undefined => from[roll(from.length)]
  const path = pick(paths)
  const kind = roll(6)
  const word = `w${roll(1000)}`
  if (kind === 1 && libraries.length > 0)
    return { step: 'add-module', library: pick(libraries)?.path ?? [], name: word }
  if (kind === 2 && modules.length > 0)
    return { step: 'add-parameter', module: pick(modules)?.path ?? [], key: word, value: 'é"\\' }
  if (kind === 3 && parameters.length > 0)
    return { step: 'set', path: [...(pick(parameters)?.path ?? []), 'value'], value: word }
  if (kind === 4 && path && !marksBelow(text, path)) return { step: 'remove', path }
  if (kind === 5 && path && typeof path.at(-1) === 'number')
    return { step: 'move', path, to: roll(4) }
  return { step: 'add-library', file: `/${word}.so` }
}

function marksBelow(text: string, path: JSONPath): boolean {
  const value = path.reduce<unknown>(
    (at, key) => (at as Record<string | number, unknown>)?.[key],
    JSON.parse(text),
  )
  return JSON.stringify(value ?? null).includes('mark-')
}

const marksIn = (text: string) => [...text.matchAll(/"mark-\d+"/g)].map(String).sort()

describe('steps on manifests of any form', () => {
  it('are undone to the byte, and no sequence of them loses a key that is not known', () => {
    for (let seed = 0; seed < 120; seed++) {
      const roll = dice(seed)
      let text = manifest(roll)
      const before = marksIn(text)
      for (let count = 0; count < 8; count++) {
        const step = someStep(text, roll)
        const edited = editManifest(text, step)
        expect(readDocument(edited.text), `seed ${seed}: ${edited.text}`).toBeDefined()
        expect(applySplice(edited.text, edited.reverse), `seed ${seed}`).toBe(text)
        text = edited.text
      }
      expect(marksIn(text), `seed ${seed}`).toEqual(before)
    }
  })

  it('move to and back again, which leaves the same bytes', () => {
    for (let seed = 0; seed < 120; seed++) {
      const roll = dice(seed)
      const text = manifest(roll)
      const libraries = readDocument(text) ?? []
      if (libraries.length < 2 || libraries.some(({ path }) => path.length !== 2)) continue
      const [from, to] = [roll(libraries.length), roll(libraries.length)]
      const there = editManifest(text, { step: 'move', path: ['libraries', from], to }).text
      const files = libraries.map(({ file }) => file)
      files.splice(to, 0, ...files.splice(from, 1))
      expect(readDocument(there)?.map(({ file }) => file)).toEqual(files)
      expect(editManifest(there, { step: 'move', path: ['libraries', to], to: from }).text).toBe(
        text,
      )
    }
  })
})

describe('editManifest', () => {
  const text = `{
  "libraries": [
    {
      "file": "/a.so",
      "modules": [{"name": "a"}]
    }
  ]
}
`
  it('adds and takes away again, which leaves the same bytes', () => {
    const added = editManifest(text, { step: 'add-library', file: '/b.so' }).text
    expect(added).toContain('"file": "/b.so"')
    expect(editManifest(added, { step: 'remove', path: ['libraries', 1] }).text).toBe(text)
  })

  it('makes a list of one object that stands for it', () => {
    const one = '{"libraries":{"file":"/a.so", "note": 1}}'
    expect(editManifest(one, { step: 'add-library', file: '/b.so' }).text).toMatch(
      /^\{"libraries":\[\{"file":"\/a.so", "note": 1\}, \{/,
    )
  })

  it('leaves a text that is no plain JSON to the text editor', () => {
    for (const odd of ['{"a":1,}', '// c\n{}', '{"x":01}', '[]', 'nonsense'])
      expect(readDocument(odd)).toBeUndefined()
    expect(readDocument('')).toEqual([])
  })
})

it('places are written and read', () => {
  const path = ['libraries', 0, 'modules', 12, 'name']
  expect(formatPath(path)).toBe('libraries[0].modules[12].name')
  expect(parsePath(formatPath(path))).toEqual(path)
  for (const odd of ['', 'x', 'libraries[a]', 'libraries[0].__proto__', '[0]'])
    expect(parsePath(odd)).toBeUndefined()
})

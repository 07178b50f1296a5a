import { describe, expect, it, test } from 'vitest'
import { mergeList } from './merge-list.ts'
import { mergeManifest } from './merge-manifest.ts'

const list = (text: string) => text.split(' ').filter(Boolean)
const mergeWords = (base: string, now: string, wanted: string) => {
  const { value, collisions } = mergeList(list(base), list(now), list(wanted))
  return value ? value.join(' ') : collisions
}

// base, what stands now, what is wanted, both
const lists: [string, string, string, string][] = [
  ['a b', 'a b', 'b a', 'b a'],
  ['a b', 'b a', 'a b', 'b a'],
  ['a b', 'a b c', 'b a', 'b a c'],
  ['a b', 'b a', 'a b c', 'b a c'],
  ['a b c', 'b c', 'a b', 'b'],
  ['a b c', 'a c', 'c b a', 'c a'],
  ['a', 'a x', 'a y', 'a x y'],
  ['a', 'x a', 'y a', 'x y a'],
  ['a b', 'b a x', 'a b y', 'b a x y'],
  ['a b', 'a x y b', 'b a z', 'b a x y z'],
  ['', 'a', 'b', 'a b'],
  ['a b', '', 'a b c', 'c'],
]

test.each(lists)('of %j, now %j, wanted %j: %j', (base, now, wanted, both) => {
  expect(mergeWords(base, now, wanted)).toBe(both)
})

test('two orders of the same names collide', () => {
  expect(mergeWords('a b c', 'b a c', 'c a b')).toEqual([
    'both changed the order: b, a, c meanwhile, c, a, b wanted',
  ])
})

const text = `{
  "libraries": [
    {
      "file": "/a.so",
      "modules": [
        { "name": "a", "parameters": [{ "key": "k", "value": "1" }, { "key": "l", "value": "1" }] },
        { "name": "b" }
      ]
    }
  ],
  "comment": "mine"
}
`
const edited = (from: string, to: string, source = text) => {
  if (!source.includes(from)) throw new Error(`no ${from}`)
  return source.replace(from, to)
}

describe('of a manifest', () => {
  it.each([
    [
      'another parameter',
      edited('"k", "value": "1"', '"k", "value": "2"'),
      edited('"l", "value": "1"', '"l", "value": "2"'),
    ],
    [
      'a new parameter',
      edited('"k", "value": "1"', '"k", "value": "2"'),
      edited('"b" }', '"b", "parameters": [{ "key": "n", "value": "" }] }'),
    ],
    [
      'the library file and a parameter',
      edited('/a.so', '/a2.so'),
      edited('"l", "value": "1"', '"l", "value": "2"'),
    ],
    [
      'an unknown key',
      edited('"mine"', '"theirs"'),
      edited('"name": "b"', '"name": "b", "why": "x"'),
    ],
  ])('both changes are taken: %s', (_, now, wanted) => {
    const one = mergeManifest(text, now, wanted)
    const other = mergeManifest(text, wanted, now)
    expect(one.collisions).toEqual([])
    expect(JSON.parse(one.value ?? '')).toEqual(JSON.parse(other.value ?? ''))
    // Only what one of them changed is not as it was.
    expect(JSON.parse(one.value ?? '')).not.toEqual(JSON.parse(now))
    expect(JSON.parse(one.value ?? '')).not.toEqual(JSON.parse(wanted))
  })

  it('an added module and a removed one', () => {
    const now = edited(',\n        { "name": "b" }', '')
    const wanted = edited('{ "name": "b" }', '{ "name": "b" },\n        { "name": "c" }')
    const { value } = mergeManifest(text, now, wanted)
    expect(
      JSON.parse(value ?? '').libraries[0].modules.map(({ name }: { name: string }) => name),
    ).toEqual(['a', 'c'])
  })

  it('keeps the text as it stands now but for what is wanted', () => {
    const now = edited('/a.so', '/a2.so').replace('{ "name": "b" }', '{"name":   "b"}')
    const wanted = edited('"k", "value": "1"', '"k", "value": "2"')
    const { value } = mergeManifest(text, now, wanted)
    expect(value).toBe(edited('"k", "value": "1"', '"k", "value": "2"', now))
  })

  it.each([
    [
      'the same parameter',
      edited('"k", "value": "1"', '"k", "value": "2"'),
      edited('"k", "value": "1"', '"k", "value": "3"'),
      'libraries, /a.so, modules, a, parameters, k: it was "1", is "2" now, "3" is wanted',
    ],
    [
      'a module removed here and changed there',
      edited('{ "name": "b" }', '{ "name": "b", "x": 1 }'),
      edited(',\n        { "name": "b" }', ''),
      'libraries, /a.so, modules, b: one removed it, the other changed it',
    ],
    ['a text that is no JSON', '{', edited('"mine"', '"x"'), 'not all of the three are plain JSON'],
  ])('collisions are named and nothing is proposed: %s', (_, now, wanted, words) => {
    expect(mergeManifest(text, now, wanted)).toEqual({ collisions: [words], notes: [] })
  })

  it('never shows a secret in a collision', () => {
    const secret = edited('"k"', '"password"')
    const now = edited('"value": "1"', '"value": "hunter2"', secret)
    const wanted = edited('"value": "1"', '"value": "hunter3"', secret)
    expect(mergeManifest(secret, now, wanted).collisions.join()).not.toContain('hunter')
  })
})

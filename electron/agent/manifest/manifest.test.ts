import { describe, expect, it } from 'vitest'
import { Failure } from '../../contract/failure.ts'
import { modulesOf, withLibrary, withoutLibrary, withParameters } from './manifest.ts'
import { readManifest } from './manifest-rules.ts'

const entry = {
  file: '/new.so',
  module: 'ours',
  names: ['ours', 'ours_too'],
  parameters: {},
}

function modules(text: string) {
  const result = readManifest(text)
  if (!result.ok) throw new Error(result.error)
  return modulesOf(result.libraries)
}

describe('withLibrary', () => {
  it('adds an entry at the end and leaves the rest of the text alone', () => {
    const text = `{
    "comment": "ours",
    "libraries": [
        {"file": "/other.so",   "modules": [{"name": "other"}], "note": 1}
    ]
}
`
    const edited = withLibrary(text, entry)
    expect(edited).toContain('{"file": "/other.so",   "modules": [{"name": "other"}], "note": 1}')
    expect(edited.startsWith(text.slice(0, text.indexOf('\n    ]')))).toBe(true)
    expect(modules(edited).map(({ name, library }) => [name, library])).toEqual([
      ['other', '/other.so'],
      ['ours', '/new.so'],
    ])
  })

  it('makes a manifest of nothing, of an empty object and of null', () => {
    for (const text of ['', '{}', '{"libraries":[]}', '{"libraries":null}', '{"x":{"y":[1]}}\n']) {
      expect(modules(withLibrary(text, entry))).toEqual([
        { name: 'ours', library: '/new.so', parameters: [] },
      ])
    }
    expect(withLibrary('{"x":{"y":[1]}}', entry)).toContain('"x":{"y":[1]}')
  })

  it('replaces the file of the entry with one of our names and keeps its parameters', () => {
    const text =
      '{"libraries":[{"file":"/old.so","extra":true,"modules":[{"name":"ours_too","parameters":[{"key":"a","value":"1"}]}]}]}'
    expect(withLibrary(text, entry)).toBe(text.replace('/old.so', '/new.so'))
  })

  it('merges parameters by key', () => {
    const text =
      '{"libraries":[{"file":"/old.so","modules":[{"name":"ours","parameters":[{"key":"a","value":"1"},{"key":"b","value":"2"}]}]}]}'
    const edited = withLibrary(text, { ...entry, parameters: { b: '3', c: '4' } })
    expect(modules(edited)[0]?.parameters).toEqual([
      { key: 'a', value: '1' },
      { key: 'b', value: '3' },
      { key: 'c', value: '4' },
    ])
  })

  it('copes with one object where a list is expected', () => {
    const text = '{"libraries":{"file":"/old.so","modules":{"name":"ours"}}}'
    expect(modules(withLibrary(text, { ...entry, parameters: { a: '1' } }))).toEqual([
      { name: 'ours', library: '/new.so', parameters: [{ key: 'a', value: '1' }] },
    ])
    const other = '{"libraries":{"file":"/other.so","modules":{"name":"other"}}}'
    expect(modules(withLibrary(other, entry)).map(({ name }) => name)).toEqual(['other', 'ours'])
  })

  it('keeps tabs and the line ends of Windows', () => {
    const text = '{\r\n\t"libraries": [\r\n\t]\r\n}\r\n'
    const edited = withLibrary(text, entry)
    expect(edited).toContain('\r\n\t\t{\r\n\t\t\t"file": "/new.so"')
    expect(edited.replaceAll('\r\n', '')).not.toContain('\n')
  })

  it('is the same when done twice', () => {
    const once = withLibrary('{}', { ...entry, parameters: { a: '1' } })
    expect(withLibrary(once, { ...entry, parameters: { a: '1' } })).toBe(once)
  })

  it('refuses what Mesos would not read, with its words', () => {
    const attempt = () => withLibrary('{"libraries": [}', entry)
    expect(attempt).toThrow(Failure)
    expect(attempt).toThrow('syntax error at line 1 near: }')
  })
})

describe('withoutLibrary', () => {
  it('gives back the text as it was before, in meaning', () => {
    const text = '{"libraries":[{"file":"/other.so","modules":[{"name":"other"}]}],"x":1}'
    const back = withoutLibrary(withLibrary(text, entry), entry.names)
    expect(JSON.parse(back)).toEqual(JSON.parse(text))
  })

  it('keeps the other modules of the same library', () => {
    const text = '{"libraries":[{"file":"/l.so","modules":[{"name":"a"},{"name":"ours"}]}]}'
    expect(modules(withoutLibrary(text, entry.names)).map(({ name }) => name)).toEqual(['a'])
  })
})

describe('withParameters', () => {
  it('sets the parameters named and leaves the others', () => {
    const parameters = [
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ]
    const text = JSON.stringify({ libraries: [{ modules: [{ name: 'm', parameters }] }] })
    const [module] = modules(withParameters(text, 'm', { b: '3', c: '4' }))
    expect(module?.parameters).toEqual([
      { key: 'a', value: '1' },
      { key: 'b', value: '3' },
      { key: 'c', value: '4' },
    ])
  })

  it('refuses a module that is not there', () => {
    expect(() => withParameters('{}', 'm', {})).toThrow("has no module 'm'")
  })
})

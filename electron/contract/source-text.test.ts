import { expect, test } from 'vitest'
import { MAX_SOURCE, sourceText } from './source-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('a text in UTF-8 is taken, a mark at its start left out', () => {
  expect(sourceText('a.csv', bytes('\ufeffname\nKöln\n'))).toEqual({ text: 'name\nKöln\n' })
})

test.each([
  ['Latin-1', Uint8Array.of(97, 10, 75, 0xf6, 108, 110, 10), 'line 2'],
  ['UTF-16', Uint8Array.of(0xff, 0xfe, 97, 0, 10, 0), 'line 1'],
  ['no text at all', Uint8Array.of(97, 10, 98, 10, 0), 'line 3'],
])('%s is refused, with the line', (_, odd, line) => {
  expect(sourceText('a.csv', odd)).toEqual({
    problem: `a.csv is no text in UTF-8: see ${line}.`,
    advice: expect.stringContaining('UTF-8'),
  })
})

test('more than an import takes is refused', () => {
  const large = sourceText('a.csv', new Uint8Array(MAX_SOURCE + 1).fill(97))
  expect(large).toMatchObject({ problem: 'a.csv has more than 4 MiB.' })
})

import { expect, it } from 'vitest'
import { parseParameters, requestOf, type Wish } from './wish.ts'

const wish: Wish = { build: undefined, agents: ['a'], hooks: undefined, parameters: '' }

it('reads parameters, values with an equals sign too', () => {
  expect(parseParameters('a=1\n\n b = x=y ')).toEqual({ a: '1', b: 'x=y' })
})

it('names a line that is no parameter', () => {
  expect(parseParameters('a=1\noops')).toBe('“oops” is not of the form key=value')
  expect(parseParameters('=1')).toBeTypeOf('string')
})

it('asks only for what was said', () => {
  expect(requestOf(wish, 'f00')).toEqual({ build: 'f00', agents: ['a'] })
  expect(requestOf({ ...wish, hooks: [], parameters: 'k=v' }, 'f00')).toEqual({
    build: 'f00',
    agents: ['a'],
    hooks: [],
    parameters: { k: 'v' },
  })
})

it('asks for nothing while something is missing or wrong', () => {
  expect(requestOf(wish, undefined)).toBeUndefined()
  expect(requestOf({ ...wish, agents: [] }, 'f00')).toBeUndefined()
  expect(requestOf({ ...wish, parameters: 'oops' }, 'f00')).toBeUndefined()
})

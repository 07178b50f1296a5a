import { expect, it } from 'vitest'
import { addHook, formatHooks, moveHook, parseHooks, removeHook } from './hooks.ts'

it('splits at commas and trims nothing, as Mesos does', () => {
  expect(parseHooks('a, b')).toEqual(['a', ' b'])
  expect(parseHooks('')).toEqual([''])
  expect(parseHooks('a,')).toEqual(['a', ''])
})

it('formats what it parses back to the same list', () => {
  for (const hooks of [['a'], ['a', 'b'], ['org_x', 'ä', 'a;b', '"q"']]) {
    expect(parseHooks(formatHooks(hooks))).toEqual(hooks)
  }
})

it('moves to an index of the resulting list, kept inside its ends', () => {
  expect(moveHook(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
  expect(moveHook(['a', 'b', 'c'], 'c', -5)).toEqual(['c', 'a', 'b'])
  expect(moveHook(['a', 'b', 'c'], 'a', 9)).toEqual(['b', 'c', 'a'])
  expect(moveHook(['a'], 'x', 0)).toEqual(['a'])
})

it('adds once and removes all', () => {
  expect(addHook(['a'], 'b')).toEqual(['a', 'b'])
  expect(addHook(['a', 'b'], 'a')).toEqual(['a', 'b'])
  expect(removeHook(['a', 'b', 'a'], 'a')).toEqual(['b'])
})

import { expect, it } from 'vitest'
import { addName, formatNames, moveName, parseHooks, removeName } from './name-list.ts'

it('splits at commas and trims nothing, as Mesos does', () => {
  expect(parseHooks('a, b')).toEqual(['a', ' b'])
  expect(parseHooks('')).toEqual([''])
  expect(parseHooks('a,')).toEqual(['a', ''])
})

it('formats what it parses back to the same list', () => {
  for (const hooks of [['a'], ['a', 'b'], ['org_x', 'ä', 'a;b', '"q"']]) {
    expect(parseHooks(formatNames('hooks', hooks))).toEqual(hooks)
  }
})

it('moves to an index of the resulting list, kept inside its ends', () => {
  expect(moveName(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
  expect(moveName(['a', 'b', 'c'], 'c', -5)).toEqual(['c', 'a', 'b'])
  expect(moveName(['a', 'b', 'c'], 'a', 9)).toEqual(['b', 'c', 'a'])
  expect(moveName(['a'], 'x', 0)).toEqual(['a'])
})

it('adds once and removes all', () => {
  expect(addName(['a'], 'b')).toEqual(['a', 'b'])
  expect(addName(['a', 'b'], 'a')).toEqual(['a', 'b'])
  expect(removeName(['a', 'b', 'a'], 'a')).toEqual(['b'])
})

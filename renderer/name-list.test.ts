import { describe, expect, it } from 'vitest'
import { mergeOrders, moveName, nameEntries } from './name-list.ts'

it('gives a doubled name an id of its own', () => {
  expect(nameEntries(['a', 'b', 'a']).map((entry) => entry.id)).toEqual(['a', 'b', 'a#2'])
})

it('moves an entry both ways and leaves the list it was given', () => {
  const hooks = ['a', 'b', 'c']
  expect(moveName(hooks, 0, 2)).toEqual(['b', 'c', 'a'])
  expect(moveName(hooks, 2, 0)).toEqual(['c', 'a', 'b'])
  expect(hooks).toEqual(['a', 'b', 'c'])
})

describe('mergeOrders', () => {
  it('keeps an order all agree on', () => {
    expect(mergeOrders([['a', 'c'], ['a', 'b', 'c'], []])).toEqual(['a', 'b', 'c'])
  })
  it('takes each hook once where they disagree', () => {
    expect(
      mergeOrders([
        ['a', 'b'],
        ['b', 'a', 'c'],
      ]),
    ).toEqual(['a', 'c', 'b'])
  })
})

import { describe, expect, it } from 'vitest'
import {
  baseName,
  formatAgo,
  formatBytes,
  formatCount,
  formatPercent,
  formatSpan,
  percentOf,
  plural,
} from './format.ts'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [64 * 1024 ** 2, '64 MiB'],
    [1.25 * 1024 ** 3, '1.25 GiB'],
    [100 * 1024 ** 3, '100 GiB'],
    [2048 * 1024 ** 5, '2048 PiB'],
  ])('%d is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
})

describe('formatSpan', () => {
  it.each([
    [-5, '0 ms'],
    [850, '850 ms'],
    [12_400, '12 s'],
    [59_600, '1 min'],
    [47 * 3600_000, '47 h'],
    [72 * 3600_000, '3 d'],
  ])('%d ms is %s', (ms, text) => expect(formatSpan(ms)).toBe(text))
})

describe('percent', () => {
  it('has no percent without a limit', () => expect(percentOf(10, 0)).toBeUndefined())
  it.each([
    [0, '0 %'],
    [0.01, '0.1 %'],
    [0.44, '0.4 %'],
    [84.4, '84 %'],
    [99.7, '99 %'],
    [100, '100 %'],
    [103.2, '103 %'],
  ])('%d is %s', (percent, text) => expect(formatPercent(percent)).toBe(text))
})

describe('words', () => {
  it('says how long ago', () => {
    expect(formatAgo(1000, 2500)).toBe('just now')
    expect(formatAgo(1000, 13_000)).toBe('12 s ago')
  })
  it('groups thousands', () => expect(formatCount(1234567)).toBe('1\u202f234\u202f567'))
  it('counts nouns', () =>
    expect([plural(1, 'agent'), plural(0, 'agent')]).toEqual(['1 agent', '0 agents']))
  it('takes the last part of a path', () => expect(baseName('/a/b.so')).toBe('b.so'))
})

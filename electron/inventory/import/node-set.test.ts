import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { expandNodeSet } from './node-set.ts'

const hasNodeset = spawnSync('nodeset', ['--version']).status === 0

describe('a node set', () => {
  test('expands ranges with their width, in order, each name once', () => {
    expect(expandNodeSet('agent[008-011].dc1')).toEqual([
      'agent008.dc1',
      'agent009.dc1',
      'agent010.dc1',
      'agent011.dc1',
    ])
    expect(expandNodeSet('a[1-2]n[1,3],a1n1 b')).toEqual(['a1n1', 'a1n3', 'a2n1', 'a2n3', 'b'])
  })

  test('is worked out from left to right', () => {
    expect(expandNodeSet('a[1-5]!a[2-3]')).toEqual(['a1', 'a4', 'a5'])
    expect(expandNodeSet('a[1-4]&a[2-9]^a[4-5],b')).toEqual(['a2', 'a3', 'a5', 'b'])
  })

  test.each([
    ['a[1-', 'not closed'],
    ['a[x-z]', 'no range such as'],
    ['a[5-1]', 'empty range'],
    ['a[01-3]', 'different width'],
    ['@dc1', 'a group that only nodeset knows'],
    ['a[1-5/0]', 'empty range'],
    ['a[1-99999999]', 'more than 20000'],
    ['a[1-1000]b[1-1000]', 'more than 20000'],
  ])('%s is refused', (text, message) => {
    expect(() => expandNodeSet(text)).toThrow(message)
  })

  test.skipIf(!hasNodeset)('means what ClusterShell says (skipped without clustershell)', () => {
    const sets = ['agent[001-120].dc1', 'web[1-9/2,12]', 'r[1-3]n[01-04]', 'a[1-9]!a[2-4]']
    const worked = ['a[1-4]&a[2-9]', 'a[1-4]^a[2-9],b[0-10/5]', 'a[1-5]!a[2-3],a2', 'a[09-11]']
    for (const text of [...sets, ...worked]) {
      const { stdout } = spawnSync('nodeset', ['-e', '-S', '\n', text], { encoding: 'utf8' })
      expect(expandNodeSet(text).sort()).toEqual(stdout.trim().split('\n').sort())
    }
  })
})

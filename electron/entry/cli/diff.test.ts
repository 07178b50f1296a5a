import { expect, it } from 'vitest'
import { fileDiff } from './diff.ts'

const change = (before: string, after: string) =>
  fileDiff({ path: '/etc/m.json', before, after, expectedSha256: null })

it('a change of a large file is its lines; where all of it changes, how many', () => {
  const lines = Array.from({ length: 40_000 }, (_, line) => `line ${line}`)
  const one = change(lines.join('\n'), lines.with(20_000, 'other').join('\n'))
  expect(one.split('\n').length).toBeLessThan(15)
  expect(change(lines.join('\n'), lines.toReversed().join('\n'))).toBe(
    '/etc/m.json: 40000 lines become 40000, too different to be shown line by line',
  )
})

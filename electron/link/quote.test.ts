import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellLine } from './quote.ts'

const hostile = [
  '',
  'plain',
  "a'b",
  "''",
  '$(id)',
  '`id`',
  '"$HOME"',
  'two words',
  'line\nbreak\n',
  '\\',
  "\\'",
  '-n',
  '*',
  '; rm -rf /',
  'ünï\u{1f4be}',
  '~',
  '\t\r\x01',
]

test.each(['sh', 'bash'])('%s hands over exactly the arguments', (shell) => {
  const line = shellLine(['printf', '%s\\0', ...hostile])
  const words = execFileSync(shell, ['-c', line], { encoding: 'utf8' }).split('\0')
  expect(words.slice(0, -1)).toEqual(hostile)
})

test('an argument with NUL is refused', () => {
  expect(() => shellLine(['echo', 'a\0b'])).toThrow(/NUL/)
})

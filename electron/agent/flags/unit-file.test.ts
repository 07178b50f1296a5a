import { expect, it } from 'vitest'
import { listOf, parseUnitFile } from './unit-file.ts'

const TEXT = `# A unit
[Unit]
Description=x = y

[Service]
ExecStart=/bin/a \\
  # told in the middle
  --one \\
  --two
Environment=A=1
; gone
Environment=
 Environment = B=2
`

it('settings come with their section, their lines and continued lines joined', () => {
  const settings = parseUnitFile('/u', TEXT)
  expect(settings.map(({ section, key, value, line }) => [section, key, value, line])).toEqual([
    ['Unit', 'Description', 'x = y', 3],
    ['Service', 'ExecStart', '/bin/a  --one  --two', 6],
    ['Service', 'Environment', 'A=1', 10],
    ['Service', 'Environment', '', 12],
    ['Service', 'Environment', 'B=2', 13],
  ])
  expect(settings[1]?.endLine).toBe(10)
})

it('an empty setting takes back what was before it, also in an earlier file', () => {
  const settings = [...parseUnitFile('/u', TEXT), ...parseUnitFile('/d', '[Service]\nExecStart=\n')]
  expect(listOf(settings, 'Environment').map(({ value }) => value)).toEqual(['B=2'])
  expect(listOf(settings, 'ExecStart')).toEqual([])
})

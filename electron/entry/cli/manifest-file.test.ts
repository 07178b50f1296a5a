import { expect, it } from 'vitest'
import type { Observation } from '../../contract/observation.ts'
import { manifestFile, manifestText, shownManifest } from './manifest-file.ts'

const files = [
  { path: '/etc/modules.d/10-a.json', text: '{"a": 1}\n' },
  { path: '/etc/modules.d/20-folder', problem: 'Is a directory' },
  { path: '/etc/modules.d/zz.json', text: '{}' },
]
const seen = {
  agent: 'x',
  manifest: { path: '/etc/modules.d/zz.json', text: '{}', sha256: '', modules: [] },
  modulesDirectory: { path: '/etc/modules.d/', missing: false, files },
} as unknown as Observation

it('shows all files of a modules directory, in their order', () => {
  expect(manifestText(shownManifest(seen))).toBe(
    '==> /etc/modules.d/10-a.json <==\n{"a": 1}\n\n' +
      '==> /etc/modules.d/20-folder <==\nIs a directory\n\n' +
      '==> /etc/modules.d/zz.json <==\n{}',
  )
  expect(shownManifest(seen).directory?.files).toHaveLength(3)
  expect(() => shownManifest({ agent: 'x' } as Observation)).toThrow('no modules manifest')
})

it('edits the file that is named, on what it was', () => {
  expect(manifestFile(seen, undefined).edit('{ }', '{}')).toEqual({
    manifest: '{ }',
    base: { manifest: '{}' },
  })
  const path = '/etc/modules.d/10-a.json'
  for (const name of ['10-a.json', path]) {
    const { text, edit } = manifestFile(seen, name)
    expect(edit(null, text)).toEqual({
      directory: { [path]: null },
      base: { directory: { [path]: '{"a": 1}\n' } },
    })
  }
  expect(manifestFile(seen, 'new.json').text).toBeNull()
})

it('refuses what is no file of it', () => {
  for (const name of ['../x', 'a/b', '..', '20-folder', ''])
    expect(() => manifestFile(seen, name)).toThrow('is no file of /etc/modules.d')
  expect(() => manifestFile({ agent: 'x' } as Observation, 'a')).toThrow('no modules directory')
})

import { expect, test } from 'vitest'
import { settingsText } from '../../settings.ts'
import { formOfFile, type ImportForm, kindOfFile, requestOf } from './import-form.ts'

const form: ImportForm = {
  kind: 'nodes',
  text: 'agent[1-3]',
  path: '',
  via: '',
  url: '',
  groups: ['dc1'],
  existing: 'update',
  settings: settingsText({ port: 2222 }),
}

test('a form is a request once nothing is missing or wrong', () => {
  expect(requestOf(form)).toEqual({
    source: { from: 'nodes', text: 'agent[1-3]' },
    settings: { port: 2222 },
    groups: ['dc1'],
    existing: 'update',
  })
  expect(requestOf({ ...form, text: ' ' })).toBeUndefined()
  expect(requestOf({ ...form, settings: { ...form.settings, port: 'x' } })).toBeUndefined()
  expect(requestOf({ ...form, kind: 'mesos-master', via: 'a1', url: 'm:5050' })?.source).toEqual({
    from: 'mesos-master',
    via: 'a1',
    url: 'm:5050',
  })
  expect(requestOf({ ...form, kind: 'mesos-master', via: 'a1', url: '' })).toBeUndefined()
})

test('a file speaks of its kind', async () => {
  expect(kindOfFile('hosts', '')).toBe('ansible-ini')
  expect(kindOfFile('fleet.yml', '')).toBe('ansible-yaml')
  expect(kindOfFile('fleet.json', ' [{}]')).toBe('json')
  expect(kindOfFile('slaves.json', '{}')).toBe('mesos')
  expect(kindOfFile('notes.txt', '')).toBeUndefined()
  expect(await formOfFile(new File(['name'], 'f.csv'))).toEqual({ kind: 'csv', text: 'name' })
  const large = new File([new Uint8Array(4 * 1024 * 1024 + 1)], 'f.csv')
  expect(await formOfFile(large)).toContain('more than 4 MiB')
  expect(await formOfFile(new File([Uint8Array.of(0xf6)], 'f.csv'))).toContain('Save it as UTF-8')
})

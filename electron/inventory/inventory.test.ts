import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { agentRecordSchema } from '../contract/agent.ts'
import type { ExportFormat } from '../contract/inventory.ts'
import { type ImportSource, importRequestSchema } from '../contract/inventory.ts'
import { openStore, type Store } from '../store/store.ts'
import { Inventory } from './inventory.ts'
import { readSource } from './read-source.ts'

let folder: string
let store: Store
let inventory: Inventory

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quotadeck-inventory-'))
  store = openStore(folder)
  inventory = new Inventory(store)
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const record = (name: string, more = {}) =>
  agentRecordSchema.parse({ name, host: `${name}.example.net`, user: 'root', ...more })

describe('groups', () => {
  test('give what an agent does not; the last one wins, then the defaults', () => {
    inventory.saveGroup({ name: 'dc1', settings: { port: 2222, privilege: 'sudo' } })
    inventory.saveGroup({ name: 'gpu', settings: { port: 2022, jumps: ['bastion'] } })
    const agent = inventory.add(record('a', { groups: ['dc1', 'gpu'], privilege: 'none' }))
    expect(agent).toMatchObject({ port: 2022, privilege: 'none', jumps: ['bastion'] })
    expect(agent.statusFile).toBe('/var/lib/quotadeck/status.pb')
    expect(inventory.record('a').port).toBeUndefined()
    expect(inventory.list()).toEqual([agent])
  })

  test('are listed with those that agents alone name, and taken away from them', () => {
    inventory.saveGroup({ name: 'dc1', settings: { port: 2222 } })
    inventory.add(record('a', { groups: ['dc1', 'web'] }))
    expect(inventory.groups().map(({ name }) => name)).toEqual(['dc1', 'web'])
    inventory.removeGroup('dc1')
    expect(inventory.get('a')).toMatchObject({ groups: ['web'] })
    expect(inventory.get('a').port).toBeUndefined()
  })

  test('on which an agent depends to be reached cannot go', () => {
    inventory.saveGroup({ name: 'dc1', settings: { user: 'operator' } })
    inventory.add(agentRecordSchema.parse({ name: 'a', host: 'h', groups: ['dc1'] }))
    expect(() => inventory.removeGroup('dc1')).toThrow('user: who to log in as is missing')
    expect(() => inventory.saveGroup({ name: 'dc1', settings: {} })).toThrow('user')
    expect(inventory.get('a').user).toBe('operator')
  })
})

describe('many agents at once', () => {
  test('change groups and labels, all or none of them', () => {
    inventory.saveGroup({ name: 'dc1', settings: { user: 'operator' } })
    inventory.add(record('a', { groups: ['dc1', 'web'], labels: { rack: 'r1', old: 'x' } }))
    inventory.add(agentRecordSchema.parse({ name: 'b', host: 'h', groups: ['dc1'] }))
    const change = { addGroups: ['gpu'], removeGroups: ['web'], setLabels: { rack: 'r2' } }
    inventory.changeMembership({ agents: ['a', 'b'], ...change, removeLabels: ['old'] })
    expect(inventory.record('a')).toMatchObject({ groups: ['dc1', 'gpu'], labels: { rack: 'r2' } })
    expect(inventory.record('a').labels).not.toHaveProperty('old')
    const away = { addGroups: [], removeGroups: ['dc1'], setLabels: {}, removeLabels: [] }
    expect(() => inventory.changeMembership({ agents: ['a', 'b'], ...away })).toThrow('who to log')
    expect(inventory.record('a').groups).toContain('dc1')
  })

  test('are forgotten, all or none of them', () => {
    inventory.add(record('a'))
    inventory.add(record('b'))
    expect(() => inventory.removeAll(['a', 'none'])).toThrow("No agent named 'none'")
    expect(inventory.list()).toHaveLength(2)
    inventory.removeAll(['a', 'b'])
    expect(inventory.list()).toEqual([])
  })

  test('may be thousands, in few statements', async () => {
    const asked = await preview(
      { from: 'nodes', text: 'agent[0001-5000]' },
      { settings: { user: 'root' }, groups: ['dc1'] },
    )
    inventory.applyImport(asked.reading, asked.asked, asked.preview.hash)
    expect(inventory.list()).toHaveLength(5000)
  })
})

function request(source: ImportSource, more = {}) {
  return importRequestSchema.parse({ source, ...more })
}

async function preview(source: ImportSource, more = {}) {
  const asked = request(source, more)
  const reading = await readSource(source, () => Promise.reject(new Error('no link')))
  return { asked, reading, preview: inventory.preview(reading, asked) }
}

const csv = (text: string): ImportSource => ({ from: 'csv', text })

describe('an import', () => {
  test('shows what it adds, changes and leaves before anything is recorded', async () => {
    inventory.add(record('same', { host: 'h1', labels: { rack: 'r1' } }))
    inventory.add(record('moved', { host: 'old', groups: ['dc1'] }))
    const source = csv(
      'name,host,user,groups,label:rack\nsame,h1,root,,r1\nmoved,new,root,dc2,\nfresh,h3,,,\nbad name,h4,,,\nfresh,h5,,,\nodd,h6,,dc1 dc/2,\n',
    )
    const { preview: seen } = await preview(source, { settings: { user: 'operator' } })
    const said = seen.agents.map(({ name, change, problem }) => [name, change, problem])
    expect(said).toEqual([
      ['same', 'same', undefined],
      ['moved', 'update', undefined],
      ['fresh', 'add', undefined],
      ['bad name', 'refused', expect.stringContaining('name: use letters')],
      ['fresh', 'refused', 'the source names it twice, first on line 4'],
      ['odd', 'refused', expect.stringContaining("groups 'dc/2': use letters")],
    ])
    expect(seen.agents[1]?.differences).toEqual([
      { field: 'host', before: 'old', after: 'new' },
      { field: 'groups', before: 'dc1', after: 'dc1 dc2' },
    ])
    expect(inventory.list()).toHaveLength(2)
  })

  test('records what was shown', async () => {
    const {
      asked,
      reading,
      preview: seen,
    } = await preview(
      { from: 'nodes', text: 'agent[01-20].dc1' },
      { settings: { user: 'root', port: 2222 }, groups: ['dc1'] },
    )
    inventory.applyImport(reading, asked, seen.hash)
    expect(inventory.list()).toHaveLength(20)
    expect(inventory.get('agent07.dc1')).toMatchObject({ port: 2222, groups: ['dc1'] })
  })

  test('records nothing when the inventory has changed since it was shown', async () => {
    const { asked, reading, preview: seen } = await preview(csv('name,user\na,root\nb,root\n'))
    inventory.add(record('b'))
    expect(() => inventory.applyImport(reading, asked, seen.hash)).toThrow('changed since')
    expect(inventory.list().map(({ name }) => name)).toEqual(['b'])
  })

  test('keeps recorded agents where that is wanted', async () => {
    inventory.add(record('a', { host: 'mine' }))
    const { preview: seen } = await preview(csv('name,host\na,theirs\n'), { existing: 'keep' })
    expect(seen.agents).toMatchObject([{ name: 'a', change: 'keep', differences: [] }])
  })

  test('refuses agents that could not be reached', async () => {
    const { preview: seen } = await preview(csv('name,host\na,h\n'))
    expect(seen.agents[0]?.problem).toBe('user: who to log in as is missing')
  })

  test.each<[ImportSource, string]>([
    [csv('name,user\n'), 'a line for each below'],
    [{ from: 'nodes', text: ' ' }, 'agent[001-120].dc1'],
    [{ from: 'ansible', format: 'ini', text: '[dc1]\n' }, 'below [group]'],
  ])('of %j says why there is nothing to record', async (source, message) => {
    const { preview: seen } = await preview(source)
    expect(seen.problems.map((problem) => problem.message).join()).toContain(message)
  })

  test('of more machines than a fleet has is refused', async () => {
    const text = `name\n${Array.from({ length: 20_001 }, (_, at) => `a${at}`).join('\n')}\n`
    await expect(preview(csv(text))).rejects.toThrow('20001 machines; 20000 are the most')
  })

  test('of a source of another kind says so', async () => {
    await expect(preview({ from: 'mesos', text: 'name,host' })).rejects.toThrow('no JSON')
  })
})

describe('an export', () => {
  const fleet = [
    record('a', { port: 2222, groups: ['dc1'], labels: { rack: 'r,1' }, jumps: ['ops@b:22'] }),
    record('b', {
      user: 'operator',
      privilege: 'doas',
      identityFile: '/keys/b',
      carrier: 'openssh',
    }),
    record('c', { useSshConfig: true, statusFile: '/run/s.pb', labels: { 'a b': 'ü"\n;' } }),
  ]

  test.each<[ExportFormat, (text: string) => ImportSource]>([
    ['csv', (text) => ({ from: 'csv', text })],
    ['json', (text) => ({ from: 'json', text })],
    ['ansible-yaml', (text) => ({ from: 'ansible', format: 'yaml', text })],
  ])('as %s is read back as it was', async (format, source) => {
    for (const one of fleet) inventory.add(one)
    const text = inventory.export(format, [])
    for (const { name } of fleet) inventory.remove(name)
    const { asked, reading, preview: seen } = await preview(source(text))
    inventory.applyImport(reading, asked, seen.hash)
    for (const one of fleet) {
      const { useSshConfig: _, statusFile: __, ...known } = one
      // Ansible has no names for the others.
      const kept = format === 'ansible-yaml' ? { ...known, labels: {} } : one
      expect(inventory.record(one.name)).toEqual(kept)
    }
  })

  test('as ssh_config is for ssh to read; as JSON it is the records', () => {
    for (const one of fleet) inventory.add(one)
    expect(inventory.export('ssh-config', ['a'])).toBe(
      'Host a\n    HostName a.example.net\n    User root\n    Port 2222\n    ProxyJump ops@b:22\n',
    )
    expect(inventory.export('ssh-config', ['b'])).toContain('    # Quotadeck carrier: openssh\n')
    expect(JSON.parse(inventory.export('json', []))).toEqual(fleet)
    expect(() => inventory.export('csv', ['none'])).toThrow("No agent named 'none'")
  })
})

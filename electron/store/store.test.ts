import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { agentSchema } from '../contract/agent.ts'
import type { Rollout } from '../contract/rollout.ts'
import { silenceMs } from './rollouts.ts'
import { openStore, type Store } from './store.ts'

let folder: string
let store: Store

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'quotadeck-store-')), 'data')
  store = openStore(folder)
})

afterEach(async () => {
  vi.useRealTimers()
  store.close()
  await rm(join(folder, '..'), { recursive: true })
})

const agent = agentSchema.parse({ name: 'agent1', host: '10.0.0.1', user: 'root' })

const content = Buffer.from('a build')
const facts = {
  sha256: createHash('sha256').update(content).digest('hex'),
  sizeBytes: content.length,
  version: '0.1.0',
  mesosVersion: '1.12.0',
  modules: ['m'],
  machine: 'x86-64',
  needed: [],
  wants: {},
  builtWith: 'standin',
}

function rollout(id: string, startedAt: number, state: Rollout['state'] = 'running'): Rollout {
  return { id, startedAt, build: facts, state, agents: [] }
}

test('what was stored is there after it is opened again, and for its owner alone', async () => {
  store.agents.insert(agent)
  const second = openStore(folder)
  expect(second.agents.list()).toEqual([agent])
  second.close()
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, 'quotadeck.sqlite'))).mode & 0o777).toBe(0o600)
})

test('an agent of a name that is taken changes nothing', () => {
  expect(store.agents.insert(agent)).toBe(true)
  expect(store.agents.insert({ ...agent, host: '10.0.0.2' })).toBe(false)
  expect(store.agents.find('agent1')?.host).toBe('10.0.0.1')
  expect([store.agents.delete('agent1'), store.agents.delete('agent1')]).toEqual([true, false])
})

test('several processes make and fill one new store at once', async () => {
  const shared = join(folder, 'shared')
  const program = `
    const { openStore } = await import('${import.meta.dirname}/store.ts')
    const store = openStore('${shared}')
    for (let i = 0; i < 50; i++)
      store.agents.insert({ ...${JSON.stringify(agent)}, name: 'agent' + process.pid + '-' + i })`
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
  await Promise.all([run(), run(), run(), run()])
  const filled = openStore(shared)
  expect(filled.agents.list()).toHaveLength(200)
  filled.close()
})

test('a store of a newer Quotadeck is refused and left alone', () => {
  const newer = join(folder, 'newer')
  openStore(newer).close()
  const database = new DatabaseSync(join(newer, 'quotadeck.sqlite'))
  database.exec('PRAGMA user_version = 999')
  expect(() => openStore(newer)).toThrow(/written by a newer Quotadeck \(schema 999/)
  expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 999 })
  database.close()
})

test('a build comes back byte for byte; the one added last comes first', async () => {
  const other = Buffer.from('another')
  const sha256 = createHash('sha256').update(other).digest('hex')
  await store.builds.add({ ...facts, fileName: 'a.so' }, content)
  await store.builds.add({ ...facts, sha256, fileName: 'b.so' }, other)
  await store.builds.add({ ...facts, fileName: 'c.so' }, content)
  expect(store.builds.list().map(({ fileName }) => fileName)).toEqual(['c.so', 'b.so'])
  expect(await store.builds.content(facts.sha256)).toEqual(content)
  expect(await readdir(join(folder, 'builds'))).toHaveLength(2)
})

test('a build that was changed on disk is not given out', async () => {
  await store.builds.add({ ...facts, fileName: 'a.so' }, content)
  await writeFile(join(folder, 'builds', `${facts.sha256}.so`), 'tampered with')
  await expect(store.builds.content(facts.sha256)).rejects.toMatchObject({
    data: { code: 'build-invalid', message: expect.stringContaining('has other content') },
  })
})

test('rollouts are listed newest first, each with its last state', () => {
  store.rollouts.save(rollout('old', 1000))
  store.rollouts.save(rollout('new', 2000))
  store.rollouts.save(rollout('old', 1000, 'succeeded'))
  const listed = store.rollouts.list().map(({ id, state }) => [id, state])
  expect(listed).toEqual([
    ['new', 'running'],
    ['old', 'succeeded'],
  ])
  expect(store.rollouts.find('old')?.revision).toBe(2)
})

test('two rollouts cannot have the same agent at once', () => {
  const on = (id: string, ...agents: string[]): Rollout => ({
    ...rollout(id, 1000),
    agents: agents.map((agent) => ({ agent, state: 'waiting', steps: [], gates: [] })),
  })
  expect(store.rollouts.begin(on('r1', 'a', 'b'))).toBeUndefined()
  expect(store.rollouts.begin(on('r2', 'b', 'c'))).toMatchObject({ id: 'r1' })
  expect(store.rollouts.begin(on('r3', 'c'))).toBeUndefined()
  store.rollouts.save({ ...on('r1', 'a', 'b'), state: 'failed' })
  expect(store.rollouts.begin(on('r4', 'b'))).toBeUndefined()
  expect(store.rollouts.list().map(({ id }) => id)).not.toContain('r2')
})

test('a running rollout whose process went silent was interrupted', () => {
  vi.useFakeTimers({ now: 1_000_000 })
  store.rollouts.save(rollout('r', 1000))
  vi.setSystemTime(1_000_000 + silenceMs - 1)
  store.rollouts.touch('r')
  vi.setSystemTime(1_000_000 + 2 * silenceMs - 2)
  expect(store.rollouts.find('r')?.rollout.state).toBe('running')
  vi.setSystemTime(1_000_000 + 3 * silenceMs)
  expect(store.rollouts.find('r')?.rollout.state).toBe('interrupted')
})

test('what was last seen of an agent stays where it is not seen again', () => {
  const traits = {
    agent: 'agent1',
    observedAt: 1000,
    build: {},
    hooks: ['a'],
    isolation: null,
    libraries: [],
    flagSource: { kind: 'init-wrapper' as const, path: '/etc/mesos-slave' },
    restartOwed: false,
  }
  const failure = { code: 'connection-lost', message: 'm', changed: 'c', advice: 'a' } as const
  store.sightings.save([{ agent: 'agent1', at: 1000, traits }])
  store.sightings.save([
    { agent: 'agent1', at: 2000, failure },
    { agent: 'agent2', at: 2000, failure },
  ])
  expect([...store.sightings.list().values()]).toEqual([
    { agent: 'agent1', triedAt: 2000, traits, failure },
    { agent: 'agent2', triedAt: 2000, traits: undefined, failure },
  ])
  store.sightings.save([{ agent: 'agent1', at: 3000, traits }])
  expect(store.sightings.list().get('agent1')?.failure).toBeUndefined()
  store.sightings.delete('agent1')
  expect([...store.sightings.list().keys()]).toEqual(['agent2'])
})

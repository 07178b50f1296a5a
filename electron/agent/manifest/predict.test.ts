import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type LibraryFacts, type PredictionInput, predict } from './predict.ts'

// What a real agent of Mesos 1.12.0 did with these manifests and hook lists.
const recorded = z
  .object({
    mesos: z.string(),
    libraries: z.record(z.string(), z.array(z.string())),
    cases: z.array(
      z.object({
        name: z.string(),
        manifest: z.string().nullable(),
        hooks: z.string().nullable(),
        starts: z.boolean(),
        error: z.string().nullable(),
      }),
    ),
  })
  .parse(
    JSON.parse(
      readFileSync(
        new URL('../../../native-hook/standin/test/mesos_cases.json', import.meta.url),
        'utf8',
      ),
    ),
  )

function recordedLibrary(path: string): LibraryFacts {
  const modules = recorded.libraries[path.replace('{SO1ALT}', '{SO1}')]
  if (modules) return { state: 'known', modules, mesosVersion: recorded.mesos }
  return { state: path === '/tmp' ? 'folder' : 'missing' }
}

describe('predict: what a real agent did', () => {
  it.each(recorded.cases)('$name', ({ manifest, hooks, starts, error }) => {
    const prediction = predict({
      manifest: manifest ?? undefined,
      flagValue: 'file://{MANIFEST}',
      hooks: hooks ?? undefined,
      mesosVersion: recorded.mesos,
      libraries: recordedLibrary,
    })
    // The record keeps the first line of a text only.
    const said = prediction.starts ? null : (prediction.error.split('\n')[0] ?? '')
    expect({ starts: prediction.starts, error: said }).toEqual({ starts, error })
  })

  it('has all of them', () => expect(recorded.cases).toHaveLength(64))
})

const ours: LibraryFacts = { state: 'known', modules: ['ours'], mesosVersion: '1.12.0' }
const wanted: PredictionInput = {
  manifest: '{"libraries":[{"file":"/a.so","modules":[{"name":"ours"}]}]}',
  flagValue: 'file:///m.json',
  hooks: 'ours',
  mesosVersion: '1.12.0',
  libraries: () => ours,
}

describe('predict', () => {
  it('quotes Mesos on a library for an older or newer Mesos', () => {
    const error = (mesosVersion: string) => {
      const prediction = predict({ ...wanted, mesosVersion })
      return prediction.starts ? undefined : prediction.error
    }
    expect(error('1.12.0')).toBeUndefined()
    expect(error('1.12.1')).toBe(
      "Error loading modules: Error verifying module 'ours': Minimum supported mesos version for 'Hook' is 1.12.1, but module is compiled with version 1.12.0",
    )
    expect(error('1.9.10')).toBe(
      "Error loading modules: Error verifying module 'ours': Mesos has version 1.9.10, but module is compiled with version 1.12.0",
    )
  })

  it('names what it could not examine instead of vouching for it', () => {
    expect(predict({ ...wanted, libraries: () => ({ state: 'unexamined' }) })).toEqual({
      starts: true,
      unverified: ['/a.so was not examined', 'ours of /a.so may not be a hook'],
    })
    expect(predict({ ...wanted, mesosVersion: undefined })).toMatchObject({
      unverified: ["/a.so is built for Mesos 1.12.0; the agent's is not known"],
    })
  })

  it('takes what the running agent has loaded as proven', () => {
    const loaded = (hooks: string[]) =>
      predict({ ...wanted, libraries: () => ({ state: 'loaded', hooks }) })
    expect(loaded(['ours'])).toEqual({ starts: true, unverified: [] })
    expect(loaded([])).toMatchObject({ unverified: ['ours of /a.so may not be a hook'] })
  })

  it('looks at the isolation last, and only where something reads it', () => {
    const of = (value: string | undefined, more: object = {}) =>
      predict({ ...wanted, isolation: { value, ...more } })
    expect(of(undefined)).toEqual({ starts: true, unverified: [] })
    expect(of('posix/cpu,ours')).toEqual({
      starts: false,
      error:
        "Failed to create a containerizer: Could not create MesosContainerizer: Unknown or unsupported isolator 'ours'",
      at: '--isolation, name 2',
    })
    expect(of('ours', { containerizers: 'docker' })).toMatchObject({ starts: true })
    expect(predict({ ...wanted, hooks: 'x', isolation: { value: 'x' } })).toMatchObject({
      at: '--hooks, name 1',
    })
  })

  it('says what of the isolation it cannot tell', () => {
    const unknown = predict({
      ...wanted,
      hooks: undefined,
      libraries: () => ({ state: 'loaded', hooks: [] }),
      isolation: { value: 'ours,disk/xfs' },
    })
    expect(unknown).toMatchObject({
      unverified: [
        'ours of /a.so may not be an isolator',
        'disk/xfs is only in a Mesos built with --enable-xfs-disk-isolator',
      ],
    })
    const loaded: LibraryFacts = { state: 'loaded', hooks: [], isolators: ['ours'] }
    const running = ['ours', 'disk/xfs']
    const isolation = { value: running.join(), running }
    const known = { ...wanted, hooks: undefined, libraries: () => loaded, isolation }
    expect(predict(known)).toEqual({ starts: true, unverified: [] })
    expect(predict({ ...known, hooks: 'ours' })).toMatchObject({ at: '--hooks, name 1' })
  })

  it('points at the place in a manifest that cannot be read', () => {
    expect(predict({ ...wanted, manifest: '{\n  "libraries": [1,]\n}' })).toEqual({
      starts: false,
      error:
        "Failed to load flag 'modules': Failed to load value 'file:///m.json': syntax error at line 2 near: ]",
      at: 'line 2, column 19',
    })
  })
})

import { describe, expect, it } from 'vitest'
import {
  type IsolationSurroundings,
  isolationProblems,
  isolatorSource,
  parseIsolation,
  readsIsolation,
} from './isolation.ts'
import { BUILT_IN_ISOLATORS, hasSince } from './isolators.ts'

const PREFIX = 'Failed to create a containerizer: Could not create MesosContainerizer: '

function said(value: string, around: Partial<IsolationSurroundings> = {}) {
  const problems = isolationProblems(parseIsolation(value), { modules: [], ...around })
  return problems.map(({ index, error, fix }) => {
    expect(error.startsWith(PREFIX)).toBe(true)
    return [index, error.slice(PREFIX.length), fix.names.join()]
  })
}

it('a list is split at commas, not trimmed, and empty names are nothing', () => {
  expect(parseIsolation('a, b,,c,')).toEqual(['a', ' b', 'c'])
  expect(parseIsolation('')).toEqual([])
})

it('only the Mesos containerizer reads it', () => {
  expect(readsIsolation(undefined)).toBe(true)
  expect(readsIsolation('docker,mesos')).toBe(true)
  expect(readsIsolation('docker')).toBe(false)
})

it('has every isolator once, in the order of the names, and no older version has a newer one', () => {
  const names = BUILT_IN_ISOLATORS.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)].toSorted())
  expect(hasSince('1.10.0', '1.9')).toBe(true)
  expect(hasSince('1.8.1', '1.9')).toBe(false)
  expect(hasSince(undefined, '1.9')).toBe(true)
})

it('says where an isolator comes from', () => {
  const modules = [{ name: 'org_x', library: '/x.so' }]
  expect(isolatorSource('posix/cpu', modules)).toMatchObject({ kind: 'built-in' })
  expect(isolatorSource('linux/nnp', modules, '1.8.0')).toEqual({ kind: 'unknown' })
  expect(isolatorSource('org_x', modules)).toEqual({ kind: 'module', library: '/x.so' })
})

describe('isolationProblems', () => {
  it('finds nothing in what Mesos brings and modules provide', () => {
    const modules = [{ name: 'org_x' }]
    expect(said('cgroups/cpu,cgroups/mem,disk/du,org_x', { modules })).toEqual([])
    expect(
      said('filesystem/linux,namespaces/pid,docker/runtime,network/cni,network/ports'),
    ).toEqual([])
    expect(said('process')).toEqual([])
  })

  it('says Mesos’s words for each mistake and how to undo it', () => {
    expect(said('posix/cpu,org_x')).toEqual([
      [1, "Unknown or unsupported isolator 'org_x'", 'posix/cpu'],
    ])
    expect(said('posix/cpu, posix/mem')).toEqual([
      [1, "Unknown or unsupported isolator ' posix/mem'", 'posix/cpu,posix/mem'],
    ])
    expect(said('posix/cpu,posix/mem,posix/cpu')).toEqual([
      [
        2,
        "Duplicate entries found in --isolation flag '[ posix/cpu, posix/mem, posix/cpu ]'",
        'posix/cpu,posix/mem',
      ],
    ])
  })

  it('a module that is a hook is no isolator', () => {
    expect(said('a', { modules: [{ name: 'a', kind: 'hook' }] })).toEqual([
      [0, "Unknown or unsupported isolator 'a'", ''],
    ])
    expect(said('a', { modules: [{ name: 'a', kind: 'isolator' }] })).toEqual([])
  })

  it('takes one isolator of the file system and one of the network', () => {
    expect(said('filesystem/posix,filesystem/linux')).toEqual([
      [1, 'Using multiple filesystem isolators simultaneously is disallowed', 'filesystem/posix'],
    ])
    expect(said('network/cni,network/ports,network/port_mapping')).toEqual([
      [
        2,
        'Using multiple network isolators simultaneously is disallowed',
        'network/cni,network/ports',
      ],
    ])
    expect(said('filesystem/posix,filesystem/linux', { mesosVersion: '1.4.1' })).toEqual([])
  })

  it('says what needs filesystem/linux', () => {
    expect(said('filesystem/posix,namespaces/pid')).toEqual([
      [
        1,
        "Failed to create isolator 'namespaces/pid': 'filesystem/linux' must be used to enable pid namespace",
        'filesystem/linux,namespaces/pid',
      ],
    ])
    expect(said('namespaces/ipc', { mesosVersion: '1.8.0' })).toEqual([])
    expect(said('posix/cpu', { imageProviders: 'DOCKER' })).toEqual([
      [
        undefined,
        "The 'filesystem/linux' isolator must be enabled for container image support",
        'filesystem/linux,posix/cpu',
      ],
    ])
  })

  it('the cgroups isolators name what they do not know as the first of them is made', () => {
    const error = "Unknown or unsupported isolator 'cgroups/x'"
    const first = (value: string, mesosVersion: string) => said(value, { mesosVersion })[0]?.[1]
    expect(first('y,cgroups/x', '1.12.0')).toBe(`Failed to create isolator 'cgroups/all': ${error}`)
    expect(first('cgroups/x,cgroups/mem', '1.9.0')).toBe(
      `Failed to create isolator 'cgroups/mem': ${error}`,
    )
    expect(first('cgroups/x', '1.9.0')).toBe(error)
    expect(first('cgroups/all,cgroups/x', '1.9.0')).toBe(error)
    expect(first('cgroups/x,cgroups/mem', '1.4.0')).toBe(
      `Failed to create isolator 'cgroups/mem': ${error}`,
    )
    expect(first('cgroups/x', '1.4.0')).toBe(
      "Failed to create isolator 'cgroups/x': Unknown or unsupported isolator",
    )
  })

  it('before 1.5 goes through the names in their order, and takes old names alone only', () => {
    expect(said('y,x', { mesosVersion: '1.2.0' }).map(([index]) => index)).toEqual([1, 0])
    expect(said('process,disk/du', { mesosVersion: '1.5.0' })).toHaveLength(1)
    expect(said('process,disk/du', { mesosVersion: '1.6.0' })).toEqual([])
    expect(said('posix/disk,disk/du', { mesosVersion: '1.4.0' })).toEqual([
      [0, "Using 'posix/disk' and 'disk/du' simultaneously is disallowed", 'disk/du'],
    ])
  })
})

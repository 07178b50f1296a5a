import { describe, expect, it } from 'vitest'
import type { AgentUsage, Project } from '../electron/contract/usage.ts'
import { addUsage, containerRows, matchesFilter, nextSorting } from './usage.ts'

function project(taskId: string, usedBytes: number, hardLimitBytes: number): Project {
  return {
    id: 100_000,
    containerName: `mesos-${taskId}`,
    taskId,
    executorId: taskId,
    frameworkId: 'f1',
    path: `/var/lib/mesos/${taskId}`,
    hardLimitBytes,
    inodeLimit: 0,
    usedBytes,
    usedInodes: 3,
    state: 'active',
    sinceMs: 0,
    lastError: '',
    limitChanged: false,
  }
}

function usage(agent: string, projects: Project[]): AgentUsage {
  return {
    agent,
    readAt: 1,
    stale: false,
    status: {
      schemaVersion: 1,
      hookVersion: '0.1.0',
      mesosVersion: '1.12.0',
      libraryPath: '/l.so',
      moduleName: 'm',
      hostname: agent,
      bootId: 'b',
      pid: 1,
      startedAtMs: 0,
      writtenAtMs: 0,
      sequence: 1,
      intervalMs: 5000,
      fileSystems: [],
      projects,
      counters: { launches: 1, launchFailures: 0, released: 0, sampleErrors: 0, writeErrors: 0 },
    },
  }
}

const failed: AgentUsage = {
  agent: 'a',
  readAt: 2,
  stale: false,
  failure: {
    code: 'connection-lost',
    message: 'gone',
    changed: 'Nothing was changed.',
    advice: '',
  },
}

describe('addUsage', () => {
  it('replaces what was known of that agent only', () => {
    const known = addUsage({}, [usage('a', []), usage('b', [])])
    const next = addUsage(known, [usage('a', [project('t', 1, 2)])])
    expect(next.a?.status?.projects).toHaveLength(1)
    expect(next.b).toBe(known.b)
  })

  it('keeps the last status beside a failure, marked stale', () => {
    const next = addUsage({ a: usage('a', [project('t', 1, 2)]) }, [failed])
    expect(next.a).toMatchObject({ stale: true, failure: { message: 'gone' } })
    expect(containerRows(next, { by: 'percent', descending: true })[0]?.stale).toBe(true)
  })

  it('has nothing to keep when there never was a status', () => {
    expect(addUsage({}, [failed]).a).toEqual(failed)
  })
})

describe('containerRows', () => {
  const all = {
    a: usage('a', [project('half', 50, 100), project('free', 999, 0)]),
    b: usage('b', [project('full', 10, 10)]),
  }
  const tasks = (by: 'percent' | 'used' | 'task', descending: boolean) =>
    containerRows(all, { by, descending }).map((row) => row.project.taskId)

  it('sorts by share, those without a limit last', () =>
    expect(tasks('percent', true)).toEqual(['full', 'half', 'free']))
  it('sorts by bytes', () => expect(tasks('used', true)).toEqual(['free', 'half', 'full']))
  it('sorts by name', () => expect(tasks('task', false)).toEqual(['free', 'full', 'half']))
})

it('turns the sorting around on the second click and starts numbers with the most', () => {
  const first = nextSorting({ by: 'agent', descending: false }, 'used')
  expect(first).toEqual({ by: 'used', descending: true })
  expect(nextSorting(first, 'used').descending).toBe(false)
})

it('finds rows by every word, in any field', () => {
  const [row] = containerRows(
    { a: usage('a', [project('web', 1, 2)]) },
    { by: 'used', descending: true },
  )
  if (!row) throw new Error('no row')
  expect(matchesFilter(row, 'WEB f1')).toBe(true)
  expect(matchesFilter(row, '')).toBe(true)
  expect(matchesFilter(row, 'web other')).toBe(false)
})

import { describe, expect, it } from 'vitest'
import { parseUnit } from '../agent/ask/systemd.ts'
import type { Gate } from '../contract/rollout.ts'
import type { Project, Status } from '../contract/usage.ts'
import { parseStatus } from '../usage/status.ts'
import { encodedStatus } from '../usage/testing.ts'
import { type GateGoal, type GateMemory, judge, type Look } from './gates.ts'

const LIBRARY = '/var/lib/quotadeck/lib/libquotadeck-hook-abc.so'

const status = (fields: object = {}): Status =>
  parseStatus(
    encodedStatus({
      pid: 900,
      writtenAtMs: 99_000,
      sequence: 3,
      intervalMs: 5000,
      projects: [{ id: 7, containerName: 'mesos-1', path: '/w/1', hardLimitBytes: 64, state: 1 }],
      ...fields,
    }),
  )
const projects: readonly Project[] = status().projects

const unit = (fields: Record<string, string> = {}) =>
  parseUnit(
    Object.entries({
      Id: 'u.service',
      ActiveState: 'active',
      SubState: 'running',
      MainPID: '900',
      ExecMainStartTimestampMonotonic: '2000',
      ...fields,
    })
      .map(([key, value]) => `${key}=${value}`)
      .join('\n'),
  )

const goal: GateGoal = {
  startedBefore: 1000,
  libraryPath: LIBRARY,
  hooks: 'a,ours',
  ownHook: true,
  agentId: 'S0',
  registeredBefore: true,
  projects,
  healthyMs: 5000,
}

const good: Look = {
  agentNowMs: 100_000,
  unit: unit(),
  mapped: [LIBRARY],
  hooks: { value: 'a,ours' },
  state: { id: 'S0' },
  registered: true,
  http: 'answers',
  status: undefined,
  statusRead: { status: status() },
  foldersThere: new Set(['/w/1']),
}

function outcomes(look: Partial<Look>, memory: GateMemory = {}, wanted: Partial<GateGoal> = {}) {
  const { gates } = judge({ ...goal, ...wanted }, { ...good, ...look }, memory)
  return Object.fromEntries(gates.map(({ name, outcome }) => [name, outcome]))
}

function gate(name: Gate['name'], look: Partial<Look>, wanted: Partial<GateGoal> = {}) {
  const { gates } = judge({ ...goal, ...wanted }, { ...good, ...look }, {})
  return gates.find((each) => each.name === name)
}

describe('all gates', () => {
  it('pass on a good agent once it has stayed so long enough', () => {
    const first = judge(goal, good, {})
    expect(first.gates.filter(({ outcome }) => outcome !== 'passed')).toMatchObject([
      { name: 'stays-healthy', outcome: 'waiting' },
    ])
    const later = judge(goal, { ...good, agentNowMs: 105_000 }, first.memory)
    expect(later.gates.every(({ outcome }) => outcome === 'passed')).toBe(true)
  })

  it('wait for the restart, whatever the old process shows', () => {
    const old = outcomes({ unit: unit({ ExecMainStartTimestampMonotonic: '1000' }) })
    expect(new Set(Object.values(old))).toEqual(new Set(['waiting']))
  })

  it('start the time of health again when one of them does not hold', () => {
    const broken = judge(goal, { ...good, registered: false }, { pid: 900, healthySince: 1 })
    expect(broken.memory.healthySince).toBeUndefined()
  })
})

describe('unit-active', () => {
  it('fails as soon as systemd has seen the agent end', () => {
    const restarting = unit({ ActiveState: 'activating', SubState: 'auto-restart', MainPID: '0' })
    expect(outcomes({ unit: restarting })['unit-active']).toBe('failed')
    expect(outcomes({ unit: unit({ ActiveState: 'failed', MainPID: '0' }) })['unit-active']).toBe(
      'failed',
    )
  })

  it('fails when the process is not the one seen before', () => {
    expect(outcomes({ unit: unit({ MainPID: '901' }) }, { pid: 900 })['unit-active']).toBe('failed')
  })

  it('does not take the old failure of a unit for a new one', () => {
    const before = unit({
      SubState: 'auto-restart',
      MainPID: '0',
      ExecMainStartTimestampMonotonic: '1000',
    })
    expect(outcomes({ unit: before })['unit-active']).toBe('waiting')
  })
})

describe('library-mapped', () => {
  it('waits until the agent has recovered, then fails', () => {
    expect(gate('library-mapped', { mapped: [], state: { reason: 'answers 503' } })?.outcome).toBe(
      'waiting',
    )
    expect(gate('library-mapped', { mapped: [] })?.outcome).toBe('failed')
    expect(gate('library-mapped', { mapped: [`${LIBRARY} (deleted)`] })?.outcome).toBe('failed')
  })
})

describe('hooks-shown', () => {
  it('compares the order', () => {
    expect(gate('hooks-shown', { hooks: { value: 'ours,a' } })?.outcome).toBe('failed')
    expect(
      gate('hooks-shown', { hooks: { value: undefined } }, { hooks: undefined })?.outcome,
    ).toBe('passed')
  })

  it('is unchecked, never passed, where the agent refuses to show them', () => {
    const refuses = { hooks: { reason: 'wants a login (401)' }, http: 'refuses' as const }
    expect(gate('hooks-shown', refuses)).toMatchObject({
      outcome: 'unchecked',
      evidence: '/flags wants a login (401).',
    })
  })
})

describe('recovered', () => {
  it('wants the same agent id', () => {
    expect(gate('recovered', { state: { id: 'S1' } })?.outcome).toBe('failed')
  })

  it('wants registration only where there was one', () => {
    expect(gate('recovered', { registered: false })?.outcome).toBe('waiting')
    expect(gate('recovered', { registered: false }, { registeredBefore: false })?.outcome).toBe(
      'passed',
    )
    expect(gate('recovered', { registered: undefined })?.outcome).toBe('unchecked')
  })
})

describe('status-fresh', () => {
  it('wants a young file of the new process', () => {
    const of = (fields: object) =>
      gate('status-fresh', { statusRead: { status: status(fields) } })?.outcome
    expect(of({})).toBe('passed')
    expect(of({ pid: 800 })).toBe('waiting')
    expect(of({ writtenAtMs: 84_000 })).toBe('waiting')
  })
})

describe('containers-kept', () => {
  const checked = (list: object[], look: Partial<Look> = {}) =>
    gate('containers-kept', { statusRead: { status: status({ projects: list }) }, ...look })

  it('wants each container with its project and limit', () => {
    expect(gate('containers-kept', {})).toMatchObject({ outcome: 'passed' })
    expect(checked([])).toMatchObject({
      outcome: 'failed',
      evidence: 'mesos-1 is not followed any more.',
    })
    expect(checked([{ id: 8, path: '/w/1', hardLimitBytes: 64 }])?.evidence).toContain('project 7')
    expect(checked([{ id: 7, path: '/w/1', hardLimitBytes: 65 }])?.evidence).toContain('64 bytes')
  })

  it('does not miss a container whose directory is gone', () => {
    expect(checked([], { foldersThere: new Set() })?.outcome).toBe('passed')
  })
})

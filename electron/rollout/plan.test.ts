import { describe, expect, it } from 'vitest'
import { type ScriptedAgent, snapshotOf } from '../agent/testing/scripted-agent.ts'
import type { BuildFacts } from '../contract/observation.ts'
import type { RolloutRequest } from '../contract/rollout.ts'
import { planRollout } from './plan.ts'

const SHA = 'abcdef012345'.padEnd(64, '0')
const LIBRARY = '/var/lib/quotadeck/lib/libquotadeck-hook-abcdef012345.so'
const OURS = 'org_quotadeck_XfsQuotaHook'
const build: BuildFacts = {
  sha256: SHA,
  sizeBytes: 1,
  version: '0.1.0',
  mesosVersion: '1.12.0',
  modules: [OURS, 'demo_mesos_xfsquotahook'],
  machine: 'x86-64',
  needed: [],
  wants: {},
  builtWith: 'standin',
}
const MANIFEST = '{"libraries":[{"file":"/opt/a.so","modules":[{"name":"a"}]}]}'
const agent: ScriptedAgent = {
  flagFiles: {
    '/etc/mesos-slave/hooks': 'a\n',
    '/etc/mesos-slave/modules': 'file:///etc/m.json\n',
  },
  otherFiles: { '/etc/m.json': MANIFEST },
  mapped: ['/opt/a.so'],
  http: {
    '/flags': {
      flags: { hooks: 'a', modules: 'libraries { file: "/opt/a.so" modules { name: "a" } }' },
    },
  },
}

async function plan(request: Partial<RolloutRequest> = {}, scripted: ScriptedAgent = agent) {
  const snapshot = await snapshotOf(scripted)
  const full = { build: SHA, agents: ['agent1'], ...request }
  return planRollout(full, build, [{ agent: 'agent1', snapshot }])
}

async function agentPlan(request: Partial<RolloutRequest> = {}, scripted: ScriptedAgent = agent) {
  const [first] = (await plan(request, scripted)).agents
  if (!first) throw new Error('no plan')
  return first
}

describe('a plan for an agent', () => {
  it('adds library and hook to what is there', async () => {
    const { verdict, files, summary, libraryPath } = await agentPlan()
    expect({ verdict, libraryPath }).toEqual({ verdict: 'change', libraryPath: LIBRARY })
    expect(files.map(({ path }) => path)).toEqual(['/etc/m.json', '/etc/mesos-slave/hooks'])
    expect(files[1]?.after).toBe(`a,${OURS}\n`)
    expect(summary).toEqual([
      `upload ${LIBRARY}`,
      `module ${OURS}: added, from ${LIBRARY}`,
      `hooks: ${OURS} added at place 2 of 2`,
    ])
  })

  it('keeps the name under which the hook is loaded', async () => {
    const text = '{"libraries":[{"file":"/old.so","modules":[{"name":"demo_mesos_xfsquotahook"}]}]}'
    const scripted = {
      ...agent,
      otherFiles: { '/etc/m.json': text },
      flagFiles: { ...agent.flagFiles, '/etc/mesos-slave/hooks': 'demo_mesos_xfsquotahook\n' },
    }
    const { files } = await agentPlan({}, scripted)
    expect(files).toHaveLength(1)
    expect(files[0]?.after).toBe(text.replace('/old.so', LIBRARY))
  })

  it('puts the hooks in the order asked for', async () => {
    const { files } = await agentPlan({ hooks: [OURS, 'a'] })
    expect(files[1]?.after).toBe(`${OURS},a\n`)
  })

  it('refuses hooks without ours and hooks that are not there', async () => {
    expect((await agentPlan({ hooks: ['a'] })).failure?.code).toBe('input-invalid')
    expect((await agentPlan({ hooks: ['nope', OURS] })).failure?.message).toContain(
      "No hook module named 'nope' available",
    )
  })

  it('is nothing when the agent already runs as wanted', async () => {
    const modules = `libraries { file: "${LIBRARY}" modules { name: "${OURS}" } }`
    const scripted: ScriptedAgent = {
      flagFiles: { ...agent.flagFiles, '/etc/mesos-slave/hooks': `${OURS}\n` },
      otherFiles: {
        '/etc/m.json': `{"libraries":[{"file":"${LIBRARY}","modules":[{"name":"${OURS}"}]}]}`,
      },
      builds: { [LIBRARY]: SHA },
      mapped: [LIBRARY],
      http: { '/flags': { flags: { hooks: OURS, modules } } },
    }
    expect((await agentPlan({}, scripted)).verdict).toBe('nothing')
    const owed = { ...scripted, http: { '/flags': { flags: {} } } }
    expect((await agentPlan({}, owed)).verdict).toBe('change')
  })

  it('sends a library of this name with another content again', async () => {
    const { summary } = await agentPlan({}, { ...agent, builds: { [LIBRARY]: '0'.repeat(64) } })
    expect(summary).toContain(`upload ${LIBRARY}`)
  })
})

describe('a plan', () => {
  it('has one hash for the same agents and another when one has changed', async () => {
    const { hash } = await plan()
    expect((await plan()).hash).toBe(hash)
    const changed = { ...agent, otherFiles: { '/etc/m.json': `${MANIFEST}\n` } }
    expect((await plan({}, changed)).hash).not.toBe(hash)
    expect((await plan({ hooks: [OURS, 'a'] })).hash).not.toBe(hash)
  })

  it('tells an agent out of reach from one that is not as it should be', () => {
    const sighting = (code: 'connection-refused' | 'agent-not-found') => {
      const failure = { code, message: '', changed: '', advice: '' }
      const [first] = planRollout({ build: SHA, agents: ['x'] }, build, [
        { agent: 'x', failure },
      ]).agents
      return first?.verdict
    }
    expect(sighting('connection-refused')).toBe('unreachable')
    expect(sighting('agent-not-found')).toBe('refused')
  })
})

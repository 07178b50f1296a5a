import { expect, test, vi } from 'vitest'
import { Failure } from '../contract/failure.ts'
import type { AgentGlance, FleetNews } from '../contract/fleet.ts'
import type { Observation } from '../contract/observation.ts'
import { FleetWatch } from './fleet-watch.ts'

const timing = { everyMs: 60_000, tickMs: 5, newsMs: 5, patienceMs: 50 }

function observation(agent: string, hooks: string[] = []): Observation {
  return {
    agent,
    hostname: agent,
    recovered: true,
    hooks,
    installedBuilds: [],
    restartOwed: false,
    unit: { activeState: 'active' },
    fileSystem: { type: 'xfs', projectQuota: 'enforced', usedBytes: Math.random() },
    findings: [],
  } as unknown as Observation
}

/** Agents that answer at once, and how often each was asked. */
function observed(agents: string[], look = (agent: string) => observation(agent)) {
  const asked = new Map<string, number>()
  const observe = async (agent: string) => {
    asked.set(agent, (asked.get(agent) ?? 0) + 1)
    return look(agent)
  }
  return { asked, observer: { agents: () => agents, observe } }
}

/** What has come so far, by agent, with the number of events. */
function follow(watch: AsyncGenerator<FleetNews>) {
  const state = { events: 0, changes: 0, observing: false, rows: new Map<string, AgentGlance>() }
  void (async () => {
    for await (const { observing, changed } of watch) {
      state.events++
      state.changes += changed.length
      state.observing = observing
      for (const glance of changed) state.rows.set(glance.agent, glance)
    }
  })()
  return state
}

test('a fleet comes in few events, and nothing more comes while nothing changes', async () => {
  const agents = Array.from({ length: 1000 }, (_, index) => `agent${index}`)
  const { asked, observer } = observed(agents)
  const fleet = new FleetWatch(observer, timing)
  const stop = new AbortController()
  const state = follow(fleet.watch(stop.signal))
  await vi.waitFor(() => expect(state).toMatchObject({ changes: 1000, observing: false }))
  expect(state.events).toBeLessThan(200)
  fleet.look([])
  await vi.waitFor(() => expect(asked.get('agent999')).toBe(2))
  await vi.waitFor(() => expect(state.observing).toBe(false))
  // Only use of the disk is another, which the table does not show.
  expect(state.changes).toBe(1000)
  stop.abort()
})

test('what is seen for somebody else, and why nothing is seen, comes too', async () => {
  let hooks = ['a']
  const { observer } = observed(['agent1', 'agent2'], (agent) => {
    if (agent === 'agent1') return observation(agent, hooks)
    throw new Failure({ code: 'connection-refused', agent, message: 'refused', advice: 'x' })
  })
  const fleet = new FleetWatch(observer, timing)
  const stop = new AbortController()
  const state = follow(fleet.watch(stop.signal))
  await vi.waitFor(() => expect(state.rows.size).toBe(2))
  expect(state.rows.get('agent2')?.failure?.code).toBe('connection-refused')
  hooks = ['a', 'b']
  await fleet.observe('agent1')
  await vi.waitFor(() => expect(state.rows.get('agent1')?.seen?.hooks).toEqual(['a', 'b']))
  stop.abort()
})

test('one that hangs holds up no other, and one that is recorded later is observed', async () => {
  const agents = Array.from({ length: 100 }, (_, index) => `agent${index}`)
  const { observer } = observed(agents)
  const observe = (agent: string) =>
    Number(agent.slice(5)) < 40 ? new Promise<never>(() => {}) : observer.observe(agent)
  const fleet = new FleetWatch({ ...observer, observe }, timing)
  const stop = new AbortController()
  const state = follow(fleet.watch(stop.signal))
  await vi.waitFor(() => expect(state.rows.size).toBe(60), 4000)
  agents.push('agent100')
  await vi.waitFor(() => expect(state.rows.has('agent100')).toBe(true))
  stop.abort()
})

test('nobody is observed when nobody watches', async () => {
  const { asked, observer } = observed(['agent1'])
  const fleet = new FleetWatch(observer, { ...timing, everyMs: 1 })
  fleet.look([])
  expect(asked.size).toBe(0)
  const stop = new AbortController()
  const state = follow(fleet.watch(stop.signal))
  await vi.waitFor(() => expect(state.rows.size).toBe(1))
  stop.abort()
  await new Promise((resolve) => setTimeout(resolve, 50))
  const count = asked.get('agent1')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(asked.get('agent1')).toBe(count)
})

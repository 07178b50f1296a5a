import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AgentPlan, Rollout, RolloutPlan } from '../contract/rollout.ts'
import { openStore, type Store } from '../store/store.ts'
import { Rollouts } from './rollouts.ts'

let folder: string
let store: Store
let unexpected: unknown[]
let rollouts: Rollouts

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quotadeck-rollouts-'))
  store = openStore(folder)
  unexpected = []
  rollouts = new Rollouts(store.rollouts, (error) => unexpected.push(error))
})

afterEach(async () => {
  await rollouts.close()
  store.close()
  await rm(folder, { recursive: true })
})

function planFor(...agents: string[]): RolloutPlan {
  const plan = (agent: string): AgentPlan => ({
    agent,
    verdict: 'change',
    libraryPath: '/l.so',
    files: [],
    summary: [],
    warnings: [],
  })
  const build = {
    sha256: 'x',
    sizeBytes: 1,
    version: '0.1.0',
    mesosVersion: '1.12.0',
    modules: [],
    machine: 'x86-64',
    needed: [],
    wants: {},
    builtWith: 'standin',
  }
  return { hash: 'h', build, agents: agents.map(plan) }
}

function state(id: string, of: Rollout['state'], agent: string): Rollout {
  const agents = [{ agent, state: 'running' as const, steps: [], gates: [] }]
  return { id, startedAt: 1, build: planFor().build, state: of, agents }
}

async function statesSeen(id: string, by = rollouts): Promise<string[]> {
  const seen: string[] = []
  for await (const rollout of by.watch(id)) seen.push(rollout.state)
  return seen
}

test('another process that has the store open sees a rollout to its end', async () => {
  const gate = Promise.withResolvers<void>()
  const id = rollouts.begin(planFor('a'), async (id, onChange) => {
    await gate.promise
    const end = state(id, 'succeeded', 'a')
    onChange(end)
    return end
  })
  const other = openStore(folder)
  const seen = statesSeen(id, new Rollouts(other.rollouts))
  setTimeout(gate.resolve, 300)
  expect(await seen).toEqual(['running', 'succeeded'])
  other.close()
})

test('an agent that is in a rollout cannot be in another; afterwards it can', async () => {
  const gate = Promise.withResolvers<void>()
  const run = async (id: string, onChange: (rollout: Rollout) => void) => {
    await gate.promise
    const end = state(id, 'failed', 'a')
    onChange(end)
    return end
  }
  const id = rollouts.begin(planFor('a', 'b'), run)
  expect(() => rollouts.begin(planFor('b'), run)).toThrow('Another rollout is running')
  gate.resolve()
  await statesSeen(id)
  expect(rollouts.begin(planFor('b'), run)).not.toBe(id)
})

test('a rollout that breaks was interrupted, and is not for ever running', async () => {
  const id = rollouts.begin(planFor('a'), () => Promise.reject(new Error('a bug')))
  expect((await statesSeen(id)).at(-1)).toBe('interrupted')
  expect(unexpected).toMatchObject([{ message: 'a bug' }])
})

test('closing asks what is under way to come to its end, and waits for it', async () => {
  let ended = false
  rollouts.begin(planFor('a'), async (id, _onChange, signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    await new Promise((resolve) => setTimeout(resolve, 50))
    ended = true
    return state(id, 'failed', 'a')
  })
  expect(rollouts.busy).toBe(true)
  await rollouts.close()
  expect([ended, rollouts.busy]).toEqual([true, false])
})

test('a store that cannot be written does not stop what is done to agents', async () => {
  const gone = openStore(join(folder, 'gone'))
  const onGone = new Rollouts(gone.rollouts, (error) => unexpected.push(error))
  let reached = false
  onGone.begin(planFor('a'), async (id, onChange) => {
    gone.close()
    onChange(state(id, 'running', 'a'))
    reached = true
    return state(id, 'failed', 'a')
  })
  await onGone.close()
  expect([reached, unexpected.length]).toEqual([true, 1])
})

test('a rollout that does not exist cannot be watched', async () => {
  await expect(statesSeen('none')).rejects.toMatchObject({ data: { code: 'not-found' } })
})

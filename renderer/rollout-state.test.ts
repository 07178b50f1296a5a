import { describe, expect, it } from 'vitest'
import type { AgentRollout, Rollout, Step } from '../electron/contract/rollout.ts'
import {
  activity,
  currentStep,
  planWords,
  progressWords,
  shownSteps,
  stepsSpan,
} from './rollout-state.ts'
import { newBuild } from './testing/example-fleet.ts'
import { examplePlan } from './testing/example-rollouts.ts'

const agent = (name: string, state: AgentRollout['state']): AgentRollout => ({
  agent: name,
  state,
  steps: [],
  gates: [],
})

it('says how far a rollout is', () => {
  const rollout: Rollout = {
    id: '1',
    startedAt: 0,
    build: newBuild,
    state: 'running',
    agents: [agent('a', 'succeeded'), agent('b', 'rolled-back'), agent('c', 'running')],
  }
  expect(progressWords(rollout)).toBe('2 of 3 agents done · 1 succeeded · 1 rolled back')
})

it('says what a plan comes to', () => {
  const plan = examplePlan({ build: newBuild.sha256, agents: ['web-01', 'web-03', 'edge-fra-1'] })
  expect(planWords(plan)).toBe('1 to change · 1 refused · 1 unreachable')
})

describe('steps', () => {
  const done: Step = { name: 'preflight', state: 'done', startedAt: 100, endedAt: 300 }
  const running: Step = { name: 'upload', state: 'running', startedAt: 300 }
  const failed: Step = { name: 'gates', state: 'failed', startedAt: 400, endedAt: 900 }
  const pending: Step = { name: 'restart', state: 'pending' }

  it('looks at the running one, then the failed one, then the last done', () => {
    expect(currentStep([done, failed, running, pending])).toBe(running)
    expect(currentStep([done, failed, pending])).toBe(failed)
    expect(currentStep([done, pending])).toBe(done)
    expect(currentStep([pending])).toBeUndefined()
  })

  it('measures from the first start to the last end, or to now', () => {
    expect(stepsSpan([done, failed], 5000)).toBe(800)
    expect(stepsSpan([done, running, pending], 5000)).toBe(4900)
    expect(stepsSpan([pending], 5000)).toBeUndefined()
  })

  it('shows no steps that there was no need for', () => {
    const skipped: Step = { name: 'upload', state: 'skipped' }
    expect(shownSteps({ state: 'nothing-to-do', steps: [done, skipped] })).toEqual([done])
    expect(shownSteps({ state: 'succeeded', steps: [done, skipped] })).toEqual([done, skipped])
  })

  it('shows a rollback only once there is one', () => {
    const idle: Step = { name: 'rollback', state: 'pending' }
    const begun: Step = { name: 'rollback', state: 'running', startedAt: 1 }
    expect(shownSteps({ state: 'running', steps: [done, pending, idle] })).toEqual([done, pending])
    expect(shownSteps({ state: 'running', steps: [done, failed, begun] })).toEqual([
      done,
      failed,
      begun,
    ])
  })
})

it('says which gate an agent waits for', () => {
  const steps: Step[] = [{ name: 'gates', state: 'running', startedAt: 1 }]
  const gates: AgentRollout['gates'] = [
    { name: 'unit-active', outcome: 'passed', evidence: '' },
    { name: 'recovered', outcome: 'waiting', evidence: '' },
  ]
  expect(activity({ agent: 'a', state: 'running', steps, gates })).toBe(
    'gates: 1 of 2, now recovered',
  )
  expect(activity({ agent: 'a', state: 'succeeded', steps, gates })).toBe('')
})

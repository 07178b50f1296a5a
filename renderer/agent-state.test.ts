import { expect, it } from 'vitest'
import { agentState, quotaState, usageTone } from './agent-state.ts'
import { exampleAgents, observation } from './testing/example-fleet.ts'

const [agent] = exampleAgents
if (!agent) throw new Error('the example fleet is empty')
const seen = observation(agent)

it('names the worst condition', () => {
  const unit = { ...seen.unit, activeState: 'activating' }
  expect(agentState(seen).word).toBe('Running')
  expect(agentState({ ...seen, registered: false }).word).toBe('Unregistered')
  expect(agentState({ ...seen, registered: false, recovered: false }).word).toBe('Recovering')
  expect(agentState({ ...seen, recovered: false, unit }).word).toBe('Starting')
  expect(agentState().word).toBe('Observing')
})

it('says what keeps an agent from being observed', () => {
  const failure = { code: 'sudo-password-needed', message: '', changed: '', advice: '' } as const
  expect(agentState(undefined, failure).word).toBe('Locked')
  expect(agentState(undefined, { ...failure, code: 'command-failed' }).word).toBe('Not observed')
})

it('calls only an enforced quota well', () => {
  const { fileSystem } = seen
  if (!fileSystem) throw new Error('the example has a file system')
  expect(quotaState(seen).tone).toBe('ok')
  expect(
    quotaState({ ...seen, fileSystem: { ...fileSystem, projectQuota: 'accounted' } }).tone,
  ).toBe('warn')
  expect(quotaState({ ...seen, fileSystem: { ...fileSystem, type: 'ext4' } }).word).toBe('Not XFS')
  expect(quotaState({ ...seen, fileSystem: undefined }).tone).toBe('warn')
})

it('warns from 80 % and alarms from 95 %', () => {
  expect([79.9, 80, 94.9, 95, undefined].map(usageTone)).toEqual([
    'ok',
    'warn',
    'warn',
    'bad',
    'idle',
  ])
})

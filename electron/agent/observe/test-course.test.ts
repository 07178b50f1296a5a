import { expect, test } from 'vitest'
import type { ConnectionInfo, ConnectionState } from '../../contract/connections.ts'
import type { FailureCode } from '../../contract/failure.ts'
import { TestCourse } from './test-course.ts'

const info = (state: ConnectionState, via: string[] = []): ConnectionInfo => ({
  ...{ agent: 'a', state, since: 0, via, failures: 0 },
  carrier: { name: 'ssh2', reason: 'nothing else is needed' },
})
const failure = (code: FailureCode) => ({ code, message: '', changed: '', advice: '' })

function course() {
  let clock = 0
  const made = new TestCourse('a', () => clock)
  const words = () => made.test().steps.map(({ name, state }) => `${name} ${state}`)
  return { made, words, pass: (ms: number) => (clock += ms) }
}

test('steps follow the states of the connection, each with its time', () => {
  const { made, words, pass } = course()
  made.follow(info('queued'))
  expect(made.test().steps[0]?.detail).toBe('waits for its turn')
  for (const state of ['queued', 'resolving', 'connecting', 'host-key', 'logging-in'] as const) {
    made.follow(info(state))
    pass(10)
  }
  expect(words()).toEqual([
    ...['resolve done', 'connect done', 'host-key done', 'login running'],
    ...['root pending', 'agent pending'],
  ])
  made.follow(info('waiting-for-you'))
  expect(words()[3]).toBe('login waiting')
  made.goTo('root', 'operator')
  made.goTo('agent', 'sudo')
  made.pass('mesos-slave.service, active')
  expect(made.test()).toMatchObject({ state: 'passed', carrier: { name: 'ssh2' } })
  expect(made.test().steps.slice(0, 4)).toEqual([
    { name: 'resolve', state: 'done', ms: 20 },
    { name: 'connect', state: 'done', ms: 10 },
    { name: 'host-key', state: 'done', ms: 10 },
    { name: 'login', state: 'done', ms: 10, detail: 'operator' },
  ])
})

test('a server that hangs up and is tried again does not turn the steps back', () => {
  const { made, words } = course()
  made.follow(info('host-key'))
  made.follow(info('queued'))
  made.follow(info('connecting'))
  expect(words()[2]).toBe('host-key running')
})

test.each<[ConnectionState, FailureCode, string]>([
  ['connecting', 'address-unknown', 'resolve failed'],
  ['resolving', 'connection-refused', 'connect failed'],
  ['connecting', 'host-key-changed', 'host-key failed'],
  ['host-key', 'login-failed', 'login failed'],
  ['host-key', 'connection-timeout', 'host-key failed'],
])('at %s, %s means: %s', (state, code, failed) => {
  const { made, words } = course()
  made.follow(info(state))
  made.fail(failure(code))
  expect(words()).toContain(failed)
  const states = made.test().steps.map((step) => step.state)
  const at = states.indexOf('failed')
  expect(states.slice(0, at).every((each) => each === 'done')).toBe(true)
  expect(states.slice(at + 1).every((each) => each === 'skipped')).toBe(true)
})

test('what fails before the last jump host is passed belongs to the jump hosts', () => {
  const { made, words } = course()
  made.follow(info('idle', ['ops@bastion:22']))
  made.fail(failure('login-failed'))
  expect(words().slice(0, 3)).toEqual(['resolve done', 'jump-hosts failed', 'connect skipped'])
  expect(made.test().steps[1]?.detail).toBe('ops@bastion:22')
})

import {
  type ConnectionTest,
  type TestStep,
  type TestStepName,
  testStepNames,
} from '../../contract/connection-test.ts'
import type { ConnectionInfo, ConnectionState } from '../../contract/connections.ts'
import type { FailureCode, FailureData } from '../../contract/failure.ts'

const stepOf: Partial<Record<ConnectionState, TestStepName>> = {
  resolving: 'resolve',
  connecting: 'connect',
  'host-key': 'host-key',
  'logging-in': 'login',
}

/** Where a failure belongs, however far the states had come when it was told. */
const stepOfFailure: Partial<Record<FailureCode, TestStepName>> = {
  'address-unknown': 'resolve',
  'connection-refused': 'connect',
  'host-key-unknown': 'host-key',
  'host-key-changed': 'host-key',
  'host-key-revoked': 'host-key',
  'login-failed': 'login',
  'login-unanswered': 'login',
  'agent-not-found': 'agent',
}

const QUEUED = 'waits for its turn'

/** One agent's test as it goes on: which step it is at, what each took. It only ever goes forward. */
export class TestCourse {
  readonly #agent: string
  readonly #now: () => number
  readonly #names: TestStepName[]
  readonly #ended = new Map<TestStepName, { ms?: number; detail?: string }>()
  #at: TestStepName = 'resolve'
  #since: number
  #waiting = false
  #note: string | undefined
  #carrier: ConnectionInfo['carrier']
  #outcome: FailureData | 'passed' | undefined

  constructor(agent: string, now: () => number = Date.now) {
    this.#agent = agent
    this.#now = now
    this.#since = now()
    this.#names = testStepNames.filter((name) => name !== 'jump-hosts')
  }

  /** What the connection's state says of how far it is. */
  follow({ state, via, carrier }: ConnectionInfo): void {
    if (this.#outcome) return
    if (carrier) this.#carrier = carrier
    if (via.length > 0 && !this.#names.includes('jump-hosts'))
      this.#names.splice(1, 0, 'jump-hosts')
    if (via.length > 0 && state !== 'resolving') this.goTo('jump-hosts', undefined, via.join(', '))
    this.#waiting = state === 'waiting-for-you'
    if (state === 'queued') this.#note = QUEUED
    else if (this.#note === QUEUED) this.#note = undefined
    const step = stepOf[state]
    if (step) this.goTo(step)
  }

  /** Begins a step, unless it has begun; all before it are done. `note` is what is known of it. */
  goTo(step: TestStepName, detail?: string, note?: string): void {
    const [from, to] = [this.#names.indexOf(this.#at), this.#names.indexOf(step)]
    if (to <= from || this.#outcome) return
    this.#end(detail ?? this.#note)
    // Not every carrier tells of each step: what was passed unseen has no time of its own.
    for (const name of this.#names.slice(from + 1, to)) this.#ended.set(name, {})
    this.#at = step
    this.#since = this.#now()
    this.#waiting = false
    this.#note = note
  }

  pass(detail: string): void {
    this.#end(detail)
    this.#outcome = 'passed'
  }

  fail(failure: FailureData): void {
    if (this.#outcome) return
    const step = this.#at === 'jump-hosts' ? this.#at : (stepOfFailure[failure.code] ?? this.#at)
    this.goTo(step)
    this.#at = step
    this.#ended.delete(step)
    this.#outcome = failure
  }

  #end(detail: string | undefined): void {
    const ms = this.#now() - this.#since
    this.#ended.set(this.#at, { ms, ...(detail !== undefined && { detail }) })
  }

  /** The test as far as it has come. */
  test(): ConnectionTest {
    const outcome = this.#outcome
    const failure = outcome === 'passed' ? undefined : outcome
    return {
      agent: this.#agent,
      state: failure ? 'failed' : outcome ? 'passed' : 'running',
      steps: this.#names.map((name) => this.#step(name)),
      ...(this.#carrier && { carrier: this.#carrier }),
      ...(failure && { failure }),
    }
  }

  #step(name: TestStepName): TestStep {
    const [at, index] = [this.#names.indexOf(this.#at), this.#names.indexOf(name)]
    const failed = this.#outcome !== undefined && this.#outcome !== 'passed'
    const ended = this.#ended.get(name)
    if (index > at) return { name, state: failed ? 'skipped' : 'pending' }
    if (ended) return { name, state: 'done', ...ended }
    const ms = this.#now() - this.#since
    const detail = this.#note === undefined ? {} : { detail: this.#note }
    if (failed) return { name, state: 'failed', ms, ...detail }
    return { name, state: this.#waiting ? 'waiting' : 'running', ms, ...detail }
  }
}

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../contract/failure.ts'
import type { Rollout, RolloutPlan } from '../contract/rollout.ts'
import { type RolloutTable, silenceMs } from '../store/rollouts.ts'
import { type OnUnexpected, printIfDebugging } from './failures.ts'

/** Carries a plan out under an id; tells `onChange` the whole state after every change. */
export type RunPlan = (
  id: string,
  onChange: (rollout: Rollout) => void,
  signal: AbortSignal,
) => Promise<Rollout>

/** How often those who watch look at the store, ms. */
const lookMs = 200

/** The rollouts of this process, kept in the store where the other faces see them as well. */
export class Rollouts {
  readonly #table: RolloutTable
  readonly #onUnexpected: OnUnexpected
  readonly #stop = new AbortController()
  readonly #running = new Set<Promise<void>>()

  /** `onUnexpected` is told of what nobody foresaw: a bug, a store that cannot be written. */
  constructor(table: RolloutTable, onUnexpected: OnUnexpected = printIfDebugging) {
    this.#table = table
    this.#onUnexpected = onUnexpected
  }

  /** Begins to carry a plan out; `rollout-running` when one of its agents is in another rollout. */
  begin(plan: RolloutPlan, run: RunPlan): string {
    const first = beginning(randomUUID(), plan)
    const busy = this.#table.begin(first)
    if (busy) throw stillRunning(busy)
    const running = this.#carryOut(first, run).finally(() => this.#running.delete(running))
    this.#running.add(running)
    return first.id
  }

  /** Newest first. */
  list(): Rollout[] {
    return this.#table.list()
  }

  /** The state now and after every change, until the rollout has ended, whoever runs it. */
  async *watch(id: string, signal?: AbortSignal): AsyncGenerator<Rollout, void> {
    let shown: string | undefined
    while (!signal?.aborted) {
      const found = this.#table.find(id)
      if (!found) throw unknownRollout(id)
      const version = `${found.revision} ${found.rollout.state}`
      if (version !== shown) yield found.rollout
      if (found.rollout.state !== 'running') return
      shown = version
      await sleep(lookMs, undefined, { signal }).catch(() => {})
    }
  }

  /** Whether one of this process is under way. */
  get busy(): boolean {
    return this.#running.size > 0
  }

  /** Asks those under way to come to a safe end, and to begin no more agents. */
  stop(): void {
    this.#stop.abort()
  }

  /** The same, and ends when they have. */
  async close(): Promise<void> {
    this.stop()
    await Promise.all(this.#running)
  }

  /** Never throws: a rollout that ends without an end state was interrupted. */
  async #carryOut(first: Rollout, run: RunPlan): Promise<void> {
    let last = first
    const save = (rollout: Rollout) => {
      last = rollout
      this.#write(() => this.#table.save(rollout))
    }
    const alive = setInterval(() => this.#write(() => this.#table.touch(first.id)), silenceMs / 6)
    try {
      await run(first.id, save, this.#stop.signal)
    } catch (error) {
      this.#onUnexpected(error)
      save({ ...last, state: 'interrupted', endedAt: Date.now() })
    } finally {
      clearInterval(alive)
    }
  }

  /**
   * A store that cannot be written (a full disk, say) must not stop an agent's restart half-way. The
   * next state is whole again; when none gets through, the others see silence.
   */
  #write(task: () => void): void {
    try {
      task()
    } catch (error) {
      this.#onUnexpected(error)
    }
  }
}

function beginning(id: string, plan: RolloutPlan): Rollout {
  return {
    id,
    startedAt: Date.now(),
    build: plan.build,
    state: 'running',
    agents: plan.agents.map(({ agent }) => ({ agent, state: 'waiting', steps: [], gates: [] })),
  }
}

function stillRunning(busy: Rollout): Failure {
  return new Failure({
    code: 'rollout-running',
    message: 'Another rollout is running on one of these agents.',
    advice: `Wait for its end, or leave its agents out. One whose console was killed is over ${silenceMs / 1000} s after its last word.`,
    evidence: `rollout ${busy.id}: ${busy.agents.map(({ agent }) => agent).join(', ')}`,
  })
}

function unknownRollout(id: string): Failure {
  return new Failure({
    code: 'not-found',
    message: `There is no rollout '${id}'.`,
    advice: 'See the list of rollouts for theirs.',
  })
}

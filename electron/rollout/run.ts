import type { Agent } from '../contract/agent.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { AgentRollout, Rollout, RolloutPlan, RolloutRequest } from '../contract/rollout.ts'
import type { LinkPool } from '../link/link.ts'
import { defaultTiming, type Timing } from './before.ts'
import { Progress } from './progress.ts'
import { runAgent } from './run-agent.ts'

export interface RolloutRun {
  readonly id: string
  readonly request: RolloutRequest
  readonly plan: RolloutPlan
  /** The build's bytes. */
  readonly content: Buffer
  readonly agents: ReadonlyMap<string, Agent>
  readonly pool: Pick<LinkPool, 'get'>
  /** Called with the complete state at the start, after every change and at the end. */
  readonly onChange: (rollout: Rollout) => void
  /** Agents worked on at one time. Default 4. */
  readonly concurrency?: number
  readonly timing?: Timing
  /** No more agents are begun; those under way are brought back or to their end. */
  readonly signal?: AbortSignal
}

/** Carries a plan out on all its agents. Never throws: what went wrong is in the state. */
export async function runRollout(run: RolloutRun): Promise<Rollout> {
  const state = new RolloutState(run)
  const waiting = [...run.plan.agents]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await runOne(run, next.agent, state.progressOf(next.agent))
    }
  }
  await Promise.all(Array.from({ length: run.concurrency ?? 4 }, worker))
  return state.end()
}

async function runOne(run: RolloutRun, name: string, progress: Progress): Promise<void> {
  const planned = run.plan.agents.find(({ agent }) => agent === name)
  const agent = run.agents.get(name)
  try {
    if (!planned || !agent) throw unknownAgent(name)
    if (planned.verdict !== 'change') {
      settle(progress, planned.verdict, planned.failure && new Failure(planned.failure))
      return
    }
    if (run.signal?.aborted) throw cancelled(name)
    const link = await run.pool.get(name)
    const { request, content, timing = defaultTiming, signal } = run
    const { build } = run.plan
    await runAgent({ agent, link, request, build, content, planned, timing, progress, signal })
  } catch (error) {
    const failure = toFailure(error, name)
    progress.end(failure.data.code === 'cancelled' ? 'failed' : 'unreachable', failure)
  }
}

/** An agent that the plan leaves alone. */
function settle(
  progress: Progress,
  verdict: 'nothing' | 'refused' | 'unreachable',
  failure: Failure | undefined,
): void {
  progress.preflight(verdict === 'nothing', failure?.message ?? 'as wanted already')
  progress.end(verdict === 'nothing' ? 'nothing-to-do' : verdict, failure)
}

function unknownAgent(agent: string): Failure {
  return new Failure({
    code: 'not-found',
    message: `There is no agent ${agent} any more.`,
    agent,
    advice: 'Add it again, or plan without it.',
  })
}

function cancelled(agent: string): Failure {
  return new Failure({
    code: 'cancelled',
    message: `The rollout was stopped before ${agent} was begun.`,
    agent,
    advice: 'Roll out again to go on.',
  })
}

/** The whole rollout's state, put together from its agents'. */
class RolloutState {
  private readonly run: RolloutRun
  private readonly startedAt = Date.now()
  private readonly agents: Map<string, Progress>

  constructor(run: RolloutRun) {
    this.run = run
    const names = run.plan.agents.map(({ agent }) => agent)
    this.agents = new Map(names.map((name) => [name, new Progress(name, () => this.tell())]))
    this.tell()
  }

  progressOf(agent: string): Progress {
    const progress = this.agents.get(agent)
    if (!progress) throw new Error(`no agent ${agent} in this rollout`)
    return progress
  }

  end(): Rollout {
    const ended = { ...this.current(), endedAt: Date.now() }
    const bad = ended.agents.some(({ state }) => !isGood(state))
    const rollout: Rollout = { ...ended, state: bad ? 'failed' : 'succeeded' }
    this.run.onChange(rollout)
    return rollout
  }

  private current(): Rollout {
    const agents = [...this.agents.values()]
    return {
      id: this.run.id,
      startedAt: this.startedAt,
      build: this.run.plan.build,
      state: 'running',
      agents: agents.map(({ current }) => current),
    }
  }

  private tell(): void {
    this.run.onChange(this.current())
  }
}

function isGood(state: AgentRollout['state']): boolean {
  return state === 'succeeded' || state === 'nothing-to-do'
}

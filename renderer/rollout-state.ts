import type {
  AgentPlan,
  AgentRollout,
  Rollout,
  RolloutPlan,
  Step,
} from '../electron/contract/rollout.ts'
import type { AgentState } from './agent-state.ts'
import { plural } from './format.ts'

export const rolloutStates: Readonly<Record<Rollout['state'], AgentState>> = {
  running: { tone: 'run', word: 'Running', live: true },
  succeeded: { tone: 'ok', word: 'Succeeded' },
  failed: { tone: 'bad', word: 'Failed' },
  interrupted: { tone: 'warn', word: 'Interrupted' },
}

export const agentRolloutStates: Readonly<Record<AgentRollout['state'], AgentState>> = {
  waiting: { tone: 'idle', word: 'Waiting' },
  running: { tone: 'run', word: 'Running', live: true },
  succeeded: { tone: 'ok', word: 'Succeeded' },
  'nothing-to-do': { tone: 'idle', word: 'Nothing to do' },
  refused: { tone: 'bad', word: 'Refused' },
  unreachable: { tone: 'bad', word: 'Unreachable' },
  'rolled-back': { tone: 'warn', word: 'Rolled back' },
  failed: { tone: 'bad', word: 'Failed' },
}

export const verdictStates: Readonly<Record<AgentPlan['verdict'], AgentState>> = {
  change: { tone: 'run', word: 'Change' },
  nothing: { tone: 'idle', word: 'Nothing to do' },
  refused: { tone: 'bad', word: 'Refused' },
  unreachable: { tone: 'bad', word: 'Unreachable' },
}

/** Whether nothing more will happen to this agent. */
export function isEnded(agent: AgentRollout): boolean {
  return agent.state !== 'waiting' && agent.state !== 'running'
}

/** '3 of 5 agents done · 1 rolled back': what a screen reader hears, too. */
export function progressWords(rollout: Rollout): string {
  const { agents } = rollout
  const done = agents.filter(isEnded).length
  const parts = [`${done} of ${plural(agents.length, 'agent')} done`]
  for (const state of ['succeeded', 'rolled-back', 'failed', 'refused', 'unreachable'] as const) {
    const count = agents.filter((agent) => agent.state === state).length
    if (count > 0) parts.push(`${count} ${agentRolloutStates[state].word.toLowerCase()}`)
  }
  return parts.join(' · ')
}

/** How many agents a plan changes, and what keeps the others out. */
export function planWords(plan: RolloutPlan): string {
  const words = {
    change: 'to change',
    nothing: 'as wanted',
    refused: 'refused',
    unreachable: 'unreachable',
  }
  return (Object.keys(words) as (keyof typeof words)[])
    .map(
      (verdict) =>
        [plan.agents.filter((agent) => agent.verdict === verdict).length, verdict] as const,
    )
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${words[verdict]}`)
    .join(' · ')
}

/** The steps to show: those of a rollback only once there is one, none skipped for want of work. */
export function shownSteps({ state, steps }: Pick<AgentRollout, 'state' | 'steps'>): Step[] {
  if (state === 'nothing-to-do') return steps.filter((step) => step.state !== 'skipped')
  const idle = (step: Step) => step.state === 'pending' || step.state === 'skipped'
  return steps.filter((step) => !(step.name.startsWith('rollback') && idle(step)))
}

/** What an agent is at: its step with a remark, or how many gates it has passed. */
export function activity({ state, steps, gates }: AgentRollout): string {
  const step = currentStep(steps)
  if (!step || state === 'succeeded') return ''
  const waiting = gates.find((gate) => gate.outcome === 'waiting')
  if (step.name === 'gates' && step.state === 'running' && waiting) {
    const settled = gates.filter((gate) => gate.outcome !== 'waiting').length
    return `gates: ${settled} of ${gates.length}, now ${waiting.name}`
  }
  return step.detail ? `${step.name}: ${step.detail}` : step.name
}

/** The step to look at: the one that runs, else the one that failed, else the last that ended. */
export function currentStep(steps: readonly Step[]): Step | undefined {
  return (
    steps.find((step) => step.state === 'running') ??
    steps.find((step) => step.state === 'failed') ??
    steps.findLast((step) => step.state === 'done')
  )
}

/** From the first step's start to the last one's end, ms; to now while it runs. */
export function stepsSpan(steps: readonly Step[], now: number): number | undefined {
  const starts = steps.flatMap((step) => step.startedAt ?? [])
  if (starts.length === 0) return undefined
  const runs = steps.some((step) => step.state === 'running')
  const ends = steps.flatMap((step) => step.endedAt ?? [])
  return (runs || ends.length === 0 ? now : Math.max(...ends)) - Math.min(...starts)
}

import type { AgentPlan, AgentRollout, Rollout, RolloutPlan, Step } from '../../contract/rollout.ts'
import { fileDiff } from './diff.ts'
import { failureText } from './errors.ts'
import { bytes, span, table, visible } from './table.ts'

/** A plan: the build, and for each agent what is to be done or why not. */
export function planText(plan: RolloutPlan): string {
  const { build } = plan
  const about = `Build ${build.sha256.slice(0, 12)} for Mesos ${build.mesosVersion}, ${bytes(build.sizeBytes)}`
  return [visible(about), ...plan.agents.map(agentPlanText)].join('\n\n')
}

function agentPlanText(plan: AgentPlan): string {
  if (plan.failure) return failureText(plan.failure)
  if (plan.verdict === 'nothing') return `${plan.agent}: as wanted already.`
  return [
    `${plan.agent}:`,
    ...plan.summary.map((line) => visible(`  ${line}`)),
    ...plan.warnings.map((line) => visible(`  warning: ${line}`)),
    ...plan.files.map(fileDiff),
  ].join('\n')
}

/** Tells what is new in each state of a rollout: a line for each step and gate that ended. */
export class Progress {
  readonly #told = new Set<string>()

  news(rollout: Rollout): string[] {
    return rollout.agents
      .flatMap(endings)
      .filter(({ key }) => !this.#told.has(key) && this.#told.add(key))
      .map(({ text }) => visible(text))
  }
}

interface Ending {
  readonly key: string
  readonly text: string
}

function endings({ agent, steps, gates }: AgentRollout): Ending[] {
  const ended = steps.filter(({ state }) => state === 'done' || state === 'failed')
  const decided = gates.filter(({ outcome }) => outcome !== 'waiting')
  return [
    ...decided.map((gate) => ({
      key: `${agent} gate ${gate.name} ${gate.outcome}`,
      text: `${agent}  gate ${gate.name} ${gate.outcome}: ${gate.evidence}`,
    })),
    ...ended.map((step) => ({
      key: `${agent} step ${step.name} ${step.state}`,
      text: `${agent}  ${step.name} ${step.state}: ${step.detail ?? ''}${took(step)}`,
    })),
  ]
}

function took({ startedAt, endedAt }: Step): string {
  return startedAt && endedAt ? ` (${span(endedAt - startedAt)})` : ''
}

/** How a rollout ended. */
export function rolloutText(rollout: Rollout): string {
  const failures = rollout.agents.flatMap(({ failure }) => (failure ? [failureText(failure)] : []))
  const lines = table(rollout.agents, [
    { title: 'AGENT', cell: (agent) => agent.agent },
    { title: 'OUTCOME', cell: (agent) => agent.state },
    { title: 'GATES', cell: gatesText },
  ])
  return ['', lines, ...failures].join('\n')
}

function gatesText({ gates }: AgentRollout): string {
  const count = (outcome: string) => gates.filter((gate) => gate.outcome === outcome).length
  if (gates.length === 0) return ''
  return `${count('passed')} passed, ${count('failed')} failed, ${count('unchecked')} unchecked`
}

import { operator } from '../agent/changes/operator.ts'
import { requestRestart } from '../agent/changes/service.ts'
import { writeChanges } from '../agent/changes/write-changes.ts'
import type { Agent } from '../contract/agent.ts'
import type { Edit } from '../contract/change.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { BuildFacts } from '../contract/observation.ts'
import type { Link } from '../link/link.ts'
import {
  defaultTiming,
  lookBefore,
  notBroughtBack,
  proveRestart,
  putBack,
  type Timing,
  wantedBefore,
  wantedOf,
} from './before.ts'
import { prepareChange } from './prepare-change.ts'

export interface ChangeRun {
  readonly link: Link
  readonly agent: Agent
  readonly edit: Edit
  /** Of the plan that the operator has seen. */
  readonly hash: string
  readonly restart: boolean
  readonly builds: readonly BuildFacts[]
  readonly timing?: Timing
}

/**
 * Writes an edit and, if asked to, restarts the agent and waits for the gates. An agent that does
 * not pass them gets its files back and is restarted with them; the failure says so.
 */
export async function applyChange(
  run: ChangeRun,
): Promise<{ written: string[]; restarted: boolean }> {
  const { link, agent, edit, builds } = run
  const { plan, snapshot, hooks, modules } = await prepareChange(link, agent, edit, builds)
  if (plan.hash !== run.hash || plan.conflicts.length > 0) throw stale(agent.name)
  if (!plan.prediction.starts) throw wouldNotStart(agent.name, plan.prediction.error)
  const restart = run.restart && plan.restartNeeded
  const before = restart ? await lookBefore(link, agent, snapshot) : undefined
  const reason = edit.restore ? 'restore' : 'change'
  const origin = { by: operator(), reason, plan: plan.hash } as const
  const written = await writeChanges(link, plan.files, origin)
  if (before) {
    const context = { link, before, timing: run.timing ?? defaultTiming }
    try {
      await requestRestart(link, before.target.unit)
      await proveRestart(context, wantedOf(hooks, modules), before.look)
    } catch (error) {
      const failure = toFailure(error, agent.name)
      try {
        const from = await putBack(context, written)
        await proveRestart(context, wantedBefore(before), from)
      } catch (second) {
        throw notBroughtBack(link, before.target.unit, failure, second)
      }
      throw failure.with({ changed: 'The files were put back and the agent runs with them again.' })
    }
  }
  return { written: plan.files.map(({ path }) => path), restarted: restart }
}

function stale(agent: string): Failure {
  return new Failure({
    code: 'plan-stale',
    message: `${agent} is no longer what the change was planned on.`,
    agent,
    advice: 'Look at the new plan and apply that.',
  })
}

function wouldNotStart(agent: string, error: string): Failure {
  return new Failure({
    code: 'input-invalid',
    message: `${agent} would not start with this. It would exit with: ${error}`,
    agent,
    advice: 'Correct the manifest or the list of hooks.',
  })
}

import { lookUpLibraries, type Snapshot, takeSnapshot } from '../agent/observe.ts'
import { planChange, unknownLibraries } from '../agent/plan-change.ts'
import { writeChanges } from '../agent/write-changes.ts'
import type { ChangePlan, Edit } from '../contract/change.ts'
import { Failure } from '../contract/failure.ts'
import type { Link } from '../link/link.ts'
import type { Engine } from './engine.ts'

interface PlannedEdit {
  readonly link: Link
  readonly snapshot: Snapshot
  readonly plan: ChangePlan
}

/** What an edit would do to an agent as it is now. */
export async function planEdit(engine: Engine, agent: string, edit: Edit): Promise<PlannedEdit> {
  const link = await engine.pool.get(agent)
  const snapshot = await takeSnapshot(link, engine.inventory.get(agent))
  const unknown = edit.manifest === undefined ? [] : unknownLibraries(snapshot, edit.manifest)
  const libraries = await lookUpLibraries(link, unknown)
  return { link, snapshot, plan: planChange(snapshot, edit, (path) => libraries.get(path)?.facts) }
}

/** Writes an edit, if it is still the one that was shown under this hash. */
export async function writeEdit(
  engine: Engine,
  agent: string,
  edit: Edit,
  hash: string,
): Promise<PlannedEdit> {
  const planned = await planEdit(engine, agent, edit)
  if (planned.plan.hash !== hash) throw stalePlan(agent)
  await writeChanges(planned.link, planned.plan.files)
  return planned
}

/** The agent is not as it was when the plan was made. */
export function stalePlan(agent?: string): Failure {
  return new Failure({
    code: 'plan-stale',
    agent,
    message: agent
      ? `${agent} has changed since the plan was made.`
      : 'An agent has changed since the plan was made.',
    advice: 'Look at the new plan, then apply that.',
  })
}

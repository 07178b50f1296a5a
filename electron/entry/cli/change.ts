import type { Command } from 'commander'
import type { ChangePlan, Edit } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import { conflictText, inConflict, settled } from './conflict.ts'
import type { Console } from './console.ts'
import { fileDiff } from './diff.ts'
import { failureOf } from './errors.ts'
import { untilDone } from './signals.ts'
import { visible } from './table.ts'

export interface ChangeOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly restart?: boolean
  /** Take what someone else changed meanwhile as well, where the two do not collide. */
  readonly merge?: boolean
}

/** The options of every command that changes an agent. */
export function changeOptions(command: Command): Command {
  return command
    .option('--dry-run', 'show the change and leave it at that')
    .option('--yes', 'do not ask')
    .option('--restart', 'restart the agent, so that the change takes effect')
    .option('--merge', 'take what someone else changed meanwhile as well')
}

/** Plans an edit, shows it, asks, and applies it: the course of every change of one agent. */
export async function change(
  console: Console,
  agent: string,
  wanted: Edit,
  options: ChangeOptions,
): Promise<void> {
  const { client } = console
  let edit = wanted
  let plan = await client.changes.plan({ agent, edit })
  if (plan.conflicts.length > 0 && (options.merge || !options.dryRun)) {
    edit = settled(edit, plan, options.merge)
    console.say(plan.conflicts.map(conflictText).join('\n'))
    plan = await client.changes.plan({ agent, edit })
  }
  if (options.dryRun) return console.print(plan, planText)
  console.say(planText(plan))
  if (!plan.prediction.starts) throw wouldNotStart(plan, plan.prediction.error)
  const restart = options.restart ?? false
  if (plan.files.length === 0 && !restart) {
    return console.print({ plan, written: [], restarted: false }, () => 'Nothing was changed.')
  }
  if (!(await console.confirmed(`Apply this to ${agent}?`, options.yes))) {
    return console.say('Nothing was changed.')
  }
  const done = await untilDone(
    () => applied(console, plan, edit, restart),
    () => console.warn('The change is brought to its end. Ctrl-C again leaves it as it is.'),
  )
  console.print({ plan, ...done }, () => doneText(plan, done))
}

/** Applies what was shown; where the agent has changed since, the failure shows how. */
async function applied({ client }: Console, plan: ChangePlan, edit: Edit, restart: boolean) {
  const { agent, hash, base } = plan
  try {
    return await client.changes.apply({ agent, edit, hash, restart })
  } catch (error) {
    if (failureOf(error).code !== 'plan-stale') throw error
    const now = await client.changes.plan({ agent, edit: edit.restore ? edit : { ...edit, base } })
    throw inConflict(now, plan)
  }
}

/** A plan in words: its summary, each file's diff, and what Mesos would make of it. */
function planText(plan: ChangePlan): string {
  const conflicts = plan.conflicts.map(conflictText)
  if (plan.files.length === 0)
    return [...conflicts, `${plan.agent} is as wanted already.`].join('\n')
  const { prediction } = plan
  const verdict = prediction.starts
    ? unverifiedLines(prediction.unverified)
    : [`The agent would not start: ${prediction.error}`]
  return [
    ...conflicts,
    ...plan.summary.map((line) => visible(`${plan.agent}: ${line}`)),
    ...plan.files.map(fileDiff),
    ...verdict.map(visible),
    ...(plan.restartNeeded ? ['It takes effect when the agent restarts.'] : []),
  ].join('\n')
}

/** A large manifest leaves hundreds of libraries unverified. */
const MAX_UNVERIFIED = 10

function unverifiedLines(unverified: readonly string[]): string[] {
  const more = unverified.length - MAX_UNVERIFIED
  const lines = unverified.slice(0, MAX_UNVERIFIED).map((line) => `not verified: ${line}`)
  return more > 0 ? [...lines, `not verified: ${more} more`] : lines
}

function wouldNotStart(plan: ChangePlan, error: string): Failure {
  return new Failure({
    code: 'input-invalid',
    agent: plan.agent,
    message: 'With this change the agent would not start.',
    advice: 'Correct what Mesos complains about, and try again.',
    evidence: error,
  })
}

function doneText(plan: ChangePlan, done: { written: string[]; restarted: boolean }): string {
  const restart = done.restarted
    ? 'The agent was restarted.'
    : plan.restartNeeded
      ? 'A restart of the agent is owed: run it again with --restart, or restart the unit.'
      : 'No restart is needed.'
  return `Written: ${done.written.map(visible).join(', ') || 'nothing'}. ${restart}`
}

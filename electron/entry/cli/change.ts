import type { ChangePlan, Edit } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import type { Console } from './console.ts'
import { fileDiff } from './diff.ts'
import { untilDone } from './signals.ts'
import { visible } from './table.ts'

export interface ChangeOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly restart?: boolean
}

/** Plans an edit, shows it, asks, and applies it: the course of every change of one agent. */
export async function change(
  console: Console,
  agent: string,
  edit: Edit,
  options: ChangeOptions,
): Promise<void> {
  const { client } = console
  const plan = await console.withPassword(() => client.changes.plan({ agent, edit }))
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
    () => client.changes.apply({ agent, edit, hash: plan.hash, restart }),
    () => console.warn('The change is brought to its end. Ctrl-C again leaves it as it is.'),
  )
  console.print({ plan, ...done }, () => doneText(plan, done))
}

/** A plan in words: its summary, each file's diff, and what Mesos would make of it. */
function planText(plan: ChangePlan): string {
  if (plan.files.length === 0) return `${plan.agent} is as wanted already.`
  const { prediction } = plan
  const verdict = prediction.starts
    ? prediction.unverified.map((line) => `not verified: ${line}`)
    : [`The agent would not start: ${prediction.error}`]
  return [
    ...plan.summary.map((line) => visible(`${plan.agent}: ${line}`)),
    ...plan.files.map(fileDiff),
    ...verdict.map(visible),
    ...(plan.restartNeeded ? ['It takes effect when the agent restarts.'] : []),
  ].join('\n')
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

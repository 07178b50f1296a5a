import { Command } from 'commander'
import type { Convergence, DriftGroup, DriftMap, DriftScan } from '../../contract/drift.ts'
import { Failure } from '../../contract/failure.ts'
import { buildWords } from '../../rollout/drift/differences.ts'
import type { Console } from './console.ts'
import { failureText } from './errors.ts'
import { unlessStopped } from './signals.ts'
import { span, visible } from './table.ts'

interface DriftOptions {
  readonly group?: string
  readonly reference?: string
  readonly cached?: boolean
  readonly converge?: string
  readonly dryRun?: boolean
}

/** Exit status when agents differ; 1 stays for what failed, an agent not reached among it. */
export const DRIFT_STATUS = 3

const explanation = `
Agents are the same when they have the same Mesos version, hook build, hooks in order, isolation,
modules with their parameters as Mesos reads them, and flag source. The largest group of them is
the reference, unless another is chosen.

Exit status:
  0  every agent was observed and all are the same
  ${DRIFT_STATUS}  agents differ
  1  those observed are the same, but some could not be observed; or the command failed

--converge changes nothing: it shows the rollout and the changes that would make agents like the
reference, as commands; with --json as the plan's document.`

/** `quotadeck drift` */
export function driftCommand(console: Console): Command {
  return new Command('drift')
    .description('which agents differ from the others, and in what')
    .option('--group <group>', 'agents of this group of the inventory (default: all)')
    .option('--reference <agent>', 'compare with this agent, or with a group of the map by its id')
    .option('--cached', 'as they were last seen; asks no agent')
    .option(
      '--converge <a,b>',
      "what would make these agents like the reference; 'all': all others",
    )
    .option('--dry-run', 'taken for the sake of habit: nothing is ever changed by this')
    .addHelpText('after', explanation)
    .action((options: DriftOptions) => drift(console, options))
}

async function drift(console: Console, options: DriftOptions): Promise<void> {
  const { group, reference } = options
  const map = options.cached
    ? await console.client.drift.map({ group, reference })
    : await scan(console, { group, reference })
  if (options.converge !== undefined) return converge(console, map, options)
  console.print(map, mapText)
  console.exitStatus = map.groups.length > 1 ? DRIFT_STATUS : map.unseen.length > 0 ? 1 : 0
}

/** Observes the fleet; says on a terminal how far it is. */
async function scan(
  console: Console,
  request: Pick<DriftOptions, 'group' | 'reference'>,
): Promise<DriftMap> {
  let last: DriftScan | undefined
  const read = async () => {
    for await (const event of await console.client.drift.scan(request)) {
      last = event
      console.progress(event.done, event.total)
    }
  }
  await unlessStopped(read).finally(() => console.endProgress())
  if (last) return last.map
  throw new Error('the scan ended without an event')
}

/** The agent that stands for the reference's group. */
function referenceAgent(map: DriftMap, wanted: string | undefined): string {
  const group = map.groups.find(({ id }) => id === map.reference?.group)
  if (group) return group.agents.find((name) => name === wanted) ?? group.traits.agent
  throw new Failure({
    code: 'not-found',
    message: 'No agent was observed, so there is nothing to be like.',
    advice: "See why with 'quotadeck drift'.",
  })
}

async function converge(console: Console, map: DriftMap, options: DriftOptions): Promise<void> {
  const reference = referenceAgent(map, options.reference)
  const others = map.groups.filter(({ id }) => id !== map.reference?.group)
  const agents =
    options.converge === 'all'
      ? others.flatMap((each) => each.agents)
      : (options.converge ?? '').split(',')
  if (agents.length === 0) return console.say('All that were observed are the same.')
  const plan = await console.client.drift.converge({ reference, agents })
  console.print(plan, convergenceText)
}

function convergenceText({ reference, rollout, changes, left }: Convergence): string {
  const lines = [`To be like ${reference}:`]
  if (rollout) {
    const hooks = rollout.hooks ? ` --hooks ${rollout.hooks.join(',')}` : ''
    const file = `the file of build ${rollout.build.slice(0, 12)}`
    lines.push(`  quotadeck rollout --build <${file}>${hooks} --agents ${rollout.agents.join(',')}`)
    for (const [key, value] of Object.entries(rollout.parameters ?? {}))
      lines.push(`    with the parameter ${key}=${value}`)
  }
  for (const { agent, edit } of changes) {
    if (edit.hooks) lines.push(`  quotadeck hooks set ${agent} '${edit.hooks.join(',')}'`)
    if (edit.isolation)
      lines.push(`  quotadeck isolation set ${agent} '${edit.isolation.join(',')}'`)
    if (edit.manifest !== undefined)
      lines.push(`  quotadeck manifest edit ${agent} <the manifest of ${reference}>`)
  }
  if (lines.length === 1) lines.push('  nothing that Quotadeck could do')
  lines.push(...left.map(({ agent, reason }) => `  left on ${agent}: ${reason}`))
  return lines.map(visible).join('\n')
}

function mapText(map: DriftMap): string {
  const { groups, unseen, observed } = map
  const seen = groups.reduce((sum, group) => sum + group.agents.length, 0)
  const total = seen + unseen.length
  if (total === 0) return 'No agent is recorded yet.'
  const head = `${seen} of ${total} agents observed, in ${groups.length} ${groups.length === 1 ? 'group' : 'groups'}`
  const age = observed ? `, the oldest ${span(Date.now() - observed.from)} ago` : ''
  return [
    `${head}${age}.`,
    ...groups.map((group) => groupText(group, group.id === map.reference?.group)),
    ...unseen.map(unseenText),
  ].join('\n\n')
}

function groupText(group: DriftGroup, isReference: boolean): string {
  const { agents, traits, differences, manifests, outlier, restartOwed } = group
  const marks = [...(isReference ? ['reference'] : []), ...(outlier ? ['outlier'] : [])]
  const count = `${agents.length} ${agents.length === 1 ? 'agent' : 'agents'}`
  const title = `${group.id}  ${count}${marks.length ? ` (${marks.join(', ')})` : ''}: ${listed(agents)}`
  const own = [
    `Mesos ${traits.mesosVersion ?? 'does not answer'}, hook build ${buildWords(traits)}, flags from ${traits.flagSource.path}`,
    `hooks ${traits.hooks?.join(', ') || 'none'}`,
    `isolation ${traits.isolation?.join(', ') ?? 'not set'}`,
  ]
  const written = manifests.slice(1).map((each) => `written otherwise on ${listed(each.agents)}`)
  const owed = restartOwed.length > 0 ? [`a restart is owed by ${listed(restartOwed)}`] : []
  const lines = isReference ? own : differences.map(({ text }) => text)
  return [title, ...[...lines, ...written, ...owed].map((line) => `  ${line}`)]
    .map(visible)
    .join('\n')
}

function unseenText({ agent, failure, observedAt }: DriftMap['unseen'][number]): string {
  const age = observedAt ? `, last observed ${span(Date.now() - observedAt)} ago` : ''
  const why = failure ? failureText(failure) : 'It was not observed yet.'
  return `${agent}: not seen${age}\n${why.replace(/^/gm, '  ')}`
}

const NAMES_SHOWN = 8

function listed(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN
  return names.slice(0, NAMES_SHOWN).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

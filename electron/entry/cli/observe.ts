import { Command } from 'commander'
import { DEFAULT_ISOLATION } from '../../contract/isolators.ts'
import type { Flag, FlagSetting, Observation } from '../../contract/observation.ts'
import type { Console } from './console.ts'
import { failureOf, failureText } from './errors.ts'
import { lookAtMany } from './many.ts'
import { bytes, pairs, span, table, visible } from './table.ts'

/** `quotadeck observe <agents…>` */
export function observeCommand(console: Console): Command {
  return new Command('observe')
    .description('what an agent runs, where its flags live, which hooks it has')
    .argument('<agents...>', 'with several and --json, a line for each')
    .action(async (agents: string[]) => {
      const [agent] = agents
      if (agents.length > 1 || agent === undefined) return observeMany(console, agents)
      console.print(await console.client.agents.observe({ agent }), observationText)
    })
}

/** Each as soon as it was observed, or why it was not; those that were not make the status 1. */
async function observeMany(console: Console, agents: readonly string[]): Promise<void> {
  await lookAtMany(console, agents, async (agent) => {
    const outcome = await console.client.agents.observe({ agent }).catch((error: unknown) => ({
      agent,
      failure: failureOf(error),
    }))
    console.endProgress()
    console.print(
      outcome,
      (seen) => `${'failure' in seen ? failureText(seen.failure) : observationText(seen)}\n`,
    )
    if ('failure' in outcome) console.succeeded = false
  })
}

function observationText(seen: Observation): string {
  const { unit, flagSource, fileSystem, manifest, runningBuild } = seen
  const facts = pairs([
    ['Agent', `${seen.agent} (${seen.hostname}, ${seen.kernel}, ${seen.machine})`],
    ['Unit', `${unit.name}: ${unit.activeState} (${unit.subState}), pid ${unit.mainPid || 'none'}`],
    ['Mesos', `${seen.mesosVersion ?? 'does not answer'}, ${registration(seen)}`],
    ['Flags', `${flagSource.path} (${flagSource.kind}). ${flagSource.reason}`],
    ['Hooks', listText(seen.hooks, seen.runningHooks)],
    ['Isolation', listText(seen.isolation ?? DEFAULT_ISOLATION, seen.runningIsolation)],
    ['Manifest', manifest ? (manifest.path ?? 'in the flag itself') : 'none'],
    ['Hook build', runningBuild ? `${runningBuild.path}, mapped` : 'none is mapped'],
    ['Work dir', seen.workDir],
    ['Disk', fileSystem ? diskText(fileSystem) : 'unknown'],
    [
      'Clock',
      `${span(Math.abs(seen.clockOffsetMs))} ${seen.clockOffsetMs < 0 ? 'behind' : 'ahead'}`,
    ],
    ['Restart', seen.restartOwed ? 'owed: what is configured is not what runs' : 'not owed'],
  ])
  const findings = seen.findings.map(findingText)
  return [facts, ...findings, '', flagsTable(seen.flags)].join('\n')
}

interface FlagRow {
  readonly name: string
  readonly value: string
  readonly place: string
}

/** Every flag with the place that sets it; below it what that wins over, and what runs instead. */
function flagsTable(flags: readonly Flag[]): string {
  const rows = flags.flatMap((flag): FlagRow[] => [
    { name: `--${flag.name}`, value: flag.value, place: placeText(flag) },
    ...flag.overrides.map((each) => ({
      name: '',
      value: each.value,
      place: `overridden: ${placeText(each)}`,
    })),
    ...(flag.running === undefined
      ? []
      : [{ name: '', value: flag.running ?? 'not set', place: 'runs until a restart' }]),
  ])
  return table(rows, [
    { title: 'FLAG', cell: ({ name }) => name },
    { title: 'VALUE', cell: ({ value }) => shortened(value) },
    { title: 'SET BY', cell: ({ place }) => place },
  ])
}

function placeText({ origin, line, as }: FlagSetting): string {
  const at = line === undefined ? origin : `${origin}:${line}`
  return as.startsWith('--') && line === undefined ? at : `${at} (${as})`
}

/** Values such as a manifest within a flag would push everything else off the screen. */
function shortened(value: string): string {
  const line = value.replace(/\s+/g, ' ')
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`
}

function registration(seen: Observation): string {
  if (!seen.recovered) return 'not recovered'
  if (seen.registered === undefined) return 'recovered'
  return seen.registered ? 'recovered, registered' : 'recovered, not registered'
}

function listText(names?: readonly string[], runningNames?: readonly string[]): string {
  const configured = names?.join(', ') ?? 'none'
  const running = runningNames?.join(', ') ?? 'none'
  return configured === running ? configured : `${configured} (running: ${running})`
}

function diskText(disk: NonNullable<Observation['fileSystem']>): string {
  const use = `${bytes(disk.usedBytes)} of ${bytes(disk.sizeBytes)}`
  return `${disk.type} on ${disk.mountPoint}, ${use}, project quota ${disk.projectQuota}`
}

function findingText(finding: Observation['findings'][number]): string {
  const { severity, message, advice } = finding
  return visible(`${severity}: ${message}${advice ? ` ${advice}` : ''}`)
}

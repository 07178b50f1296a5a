import { Command } from 'commander'
import type { Observation } from '../../contract/observation.ts'
import type { Console } from './console.ts'
import { bytes, pairs, span } from './table.ts'

/** `quotadeck observe <agent>` */
export function observeCommand(console: Console): Command {
  return new Command('observe')
    .description('what an agent runs, where its flags live, which hooks it has')
    .argument('<agent>')
    .action(async (agent: string) => {
      const observation = await console.withPassword(() => console.client.agents.observe({ agent }))
      console.print(observation, observationText)
    })
}

function observationText(seen: Observation): string {
  const { unit, flagSource, fileSystem, manifest, runningBuild } = seen
  const facts = pairs([
    ['Agent', `${seen.agent} (${seen.hostname}, ${seen.kernel}, ${seen.machine})`],
    ['Unit', `${unit.name}: ${unit.activeState} (${unit.subState}), pid ${unit.mainPid || 'none'}`],
    ['Mesos', `${seen.mesosVersion ?? 'does not answer'}, ${registration(seen)}`],
    ['Flags', `${flagSource.path} (${flagSource.kind})`],
    ['Hooks', hooksText(seen)],
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
  return [facts, ...seen.findings.map(findingText)].join('\n')
}

function registration(seen: Observation): string {
  if (!seen.recovered) return 'not recovered'
  if (seen.registered === undefined) return 'recovered'
  return seen.registered ? 'recovered, registered' : 'recovered, not registered'
}

function hooksText(seen: Observation): string {
  const configured = seen.hooks?.join(', ') ?? 'none'
  const running = seen.runningHooks?.join(', ') ?? 'none'
  return configured === running ? configured : `${configured} (running: ${running})`
}

function diskText(disk: NonNullable<Observation['fileSystem']>): string {
  const use = `${bytes(disk.usedBytes)} of ${bytes(disk.sizeBytes)}`
  return `${disk.type} on ${disk.mountPoint}, ${use}, project quota ${disk.projectQuota}`
}

function findingText(finding: Observation['findings'][number]): string {
  return `${finding.severity}: ${finding.message}${finding.advice ? ` ${finding.advice}` : ''}`
}

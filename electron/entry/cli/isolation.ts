import type { Command } from 'commander'
import {
  type IsolatorSource,
  isolationProblems,
  isolatorSource,
  readsIsolation,
} from '../../contract/isolation.ts'
import { DEFAULT_ISOLATION } from '../../contract/isolators.ts'
import { withKinds } from '../../contract/name-problem.ts'
import type { Observation } from '../../contract/observation.ts'
import type { Console } from './console.ts'
import { namesCommand } from './names.ts'
import { table, visible } from './table.ts'

/** `quotadeck isolation …` */
export function isolationCommand(console: Console): Command {
  return namesCommand(console, {
    flag: 'isolation',
    description: 'the isolators of an agent’s Mesos containerizer',
    list: isolationList,
    text: isolationText,
    unset: DEFAULT_ISOLATION,
  })
}

function isolationList(seen: Observation) {
  const { agent, isolation, runningIsolation, restartOwed, mesosVersion } = seen
  const modules = withKinds(seen.manifest?.modules ?? [], seen)
  const flagValue = (name: string) => seen.flags.find((flag) => flag.name === name)?.value
  const names = isolation ?? DEFAULT_ISOLATION
  const isRead = readsIsolation(flagValue('containerizers'))
  const imageProviders = flagValue('image_providers')
  const problems = isRead ? isolationProblems(names, { modules, mesosVersion, imageProviders }) : []
  return {
    agent,
    isSet: isolation !== undefined,
    /** False: --containerizers has no `mesos`, so that the agent does not look at the list. */
    isRead,
    isolation: names.map((name, index) => ({
      name,
      source: isolatorSource(name, modules, mesosVersion),
      error: problems.find((each) => each.index === index)?.error ?? null,
    })),
    error: problems[0]?.error ?? null,
    runningIsolation: runningIsolation ?? null,
    restartOwed,
  }
}

function isolationText(list: ReturnType<typeof isolationList>): string {
  const rows = list.isolation.map((each, index) => ({ place: `${index + 1}`, ...each }))
  const lines = table(rows, [
    { title: 'PLACE', cell: (row) => row.place, align: 'right' },
    { title: 'ISOLATOR', cell: (row) => row.name },
    { title: 'FROM', cell: (row) => sourceText(row.source) },
  ])
  return [
    ...(list.isSet ? [] : ['--isolation is not set: this is what Mesos takes then.']),
    lines,
    ...(list.isRead ? [] : ['--containerizers has no mesos: the agent does not look at it.']),
    ...(list.error === null ? [] : [`The agent would not start: ${visible(list.error)}`]),
    ...(list.restartOwed ? ['A restart is owed: not this, but what was before may run.'] : []),
  ].join('\n')
}

function sourceText(source: IsolatorSource): string {
  switch (source.kind) {
    case 'built-in':
      return `Mesos. ${source.purpose}`
    case 'module':
      return source.library
    case 'unknown':
      return 'nowhere'
  }
}

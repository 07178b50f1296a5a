import type { Command } from 'commander'
import { hookProblems } from '../../contract/hook-problems.ts'
import { withKinds } from '../../contract/name-problem.ts'
import type { Observation } from '../../contract/observation.ts'
import type { Console } from './console.ts'
import { namesCommand } from './names.ts'
import { table, visible } from './table.ts'

/** `quotadeck hooks …` */
export function hooksCommand(console: Console): Command {
  return namesCommand(console, {
    flag: 'hooks',
    description: "an agent's hooks and their order",
    list: hookList,
    text: hooksText,
    unset: [],
  })
}

function hookList(seen: Observation) {
  const { agent, hooks = [], runningHooks, restartOwed } = seen
  const modules = withKinds(seen.manifest?.modules ?? [], seen)
  const problems = hookProblems(hooks, modules)
  return {
    agent,
    hooks: hooks.map((name, index) => ({
      name,
      library: modules.find((module) => module.name === name)?.library ?? null,
      error: problems.find((each) => each.index === index)?.error ?? null,
    })),
    runningHooks: runningHooks ?? null,
    restartOwed,
  }
}

function hooksText(list: ReturnType<typeof hookList>): string {
  if (list.hooks.length === 0) return `${list.agent} has no hooks.`
  const rows = list.hooks.map((hook, index) => ({ place: `${index + 1}`, ...hook }))
  const lines = table(rows, [
    { title: 'PLACE', cell: (row) => row.place, align: 'right' },
    { title: 'HOOK', cell: (row) => row.name },
    { title: 'LIBRARY', cell: (row) => row.library ?? 'not in the manifest' },
  ])
  const errors = list.hooks.flatMap(({ error }) =>
    error === null ? [] : [`The agent would not start: ${visible(error)}`],
  )
  const owed = list.restartOwed ? ['A restart is owed: not this, but what was before runs.'] : []
  return [lines, ...errors, ...owed].join('\n')
}

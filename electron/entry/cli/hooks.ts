import type { Command } from 'commander'
import { callbackWords, hookLibraryPaths } from '../../contract/hook-callbacks.ts'
import { hookProblems } from '../../contract/hook-problems.ts'
import { withKinds } from '../../contract/name-problem.ts'
import type { Observation } from '../../contract/observation.ts'
import type { Client, Console } from './console.ts'
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

async function hookList(seen: Observation, client: Client) {
  const { agent, hooks = [], runningHooks, restartOwed } = seen
  const provided = seen.manifest?.modules ?? []
  const paths = hookLibraryPaths(hooks, provided)
  const libraries = paths.length > 0 ? await client.agents.libraries({ agent, paths }) : []
  const modules = withKinds(provided, seen)
  const problems = hookProblems(hooks, modules)
  return {
    agent,
    hooks: hooks.map((name, index) => {
      const library = modules.find((module) => module.name === name)?.library ?? null
      const { build, callbacks, knownFrom } = libraries.find(({ path }) => path === library) ?? {}
      const error = problems.find((each) => each.index === index)?.error ?? null
      // Callbacks are null where the library does not tell.
      return {
        name,
        library,
        build: build ? { version: build.version, mesosVersion: build.mesosVersion } : null,
        callbacks: callbacks ?? null,
        callbacksKnownFrom: knownFrom ?? null,
        error,
      }
    }),
    runningHooks: runningHooks ?? null,
    restartOwed,
  }
}

type HookRow = Awaited<ReturnType<typeof hookList>>['hooks'][number]

function buildText({ build, library }: HookRow): string {
  return build ? `${build.version} for Mesos ${build.mesosVersion}` : library ? 'unknown' : ''
}

function hooksText(list: Awaited<ReturnType<typeof hookList>>): string {
  if (list.hooks.length === 0) return `${list.agent} has no hooks.`
  const rows = list.hooks.map((hook, index) => ({ place: `${index + 1}`, ...hook }))
  const lines = table(rows, [
    { title: 'PLACE', cell: (row) => row.place, align: 'right' },
    { title: 'HOOK', cell: (row) => row.name },
    { title: 'BUILD', cell: buildText },
    {
      title: 'CALLED',
      cell: ({ callbacks }) => (callbacks ? callbackWords(callbacks) : 'unknown'),
    },
    { title: 'LIBRARY', cell: (row) => row.library ?? 'not in the manifest' },
  ])
  const errors = list.hooks.flatMap(({ error }) =>
    error === null ? [] : [`The agent would not start: ${visible(error)}`],
  )
  const owed = list.restartOwed ? ['A restart is owed: not this, but what was before runs.'] : []
  return [lines, ...errors, ...owed].join('\n')
}

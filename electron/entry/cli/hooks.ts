import { Command } from 'commander'
import { addHook, moveHook, parseHooks, removeHook } from '../../agent/hooks.ts'
import { Failure } from '../../contract/failure.ts'
import type { Observation } from '../../contract/observation.ts'
import { type ChangeOptions, change, changeOptions } from './change.ts'
import type { Console } from './console.ts'
import { table } from './table.ts'

const explanation = `
What to do:
  list            the hooks in the order in which they run (this is done when nothing is said)
  set A,B,C       make this the whole list, in this order; '' removes the flag
  move HOOK N     move a hook to place N; 1 is the first
  add HOOK        put a hook at the end
  remove HOOK     take a hook out`

/** `quotadeck hooks <agent> …` */
export function hooksCommand(console: Console): Command {
  const command = new Command('hooks')
    .description("an agent's hooks and their order")
    .argument('<agent>')
    .argument('[what]', 'list, set, move, add or remove', 'list')
    .argument('[value...]')
    .addHelpText('after', explanation)
    .action(async (agent: string, what: string, values: string[], options: ChangeOptions) => {
      const edit = editOf(what, values)
      const seen = await console.client.agents.observe({ agent })
      if (!edit) return console.print(hookList(seen), hooksText)
      const base = { hooks: seen.hooks ?? null }
      await change(console, agent, { hooks: edit(seen.hooks ?? []), base }, options)
    })
  return changeOptions(command)
}

type ListEdit = (hooks: readonly string[]) => string[]

/** The edit that the words ask for; undefined: none, list them. */
function editOf(what: string, values: readonly string[]): ListEdit | undefined {
  const [first, second] = values
  if (what === 'list' && values.length === 0) return undefined
  if (what === 'set' && values.length === 1 && first !== undefined) {
    return () => (first === '' ? [] : parseHooks(first))
  }
  if (what === 'move' && values.length === 2 && first) {
    const index = place(second) - 1
    return (hooks) => moveHook(present(hooks, first), first, index)
  }
  if (what === 'add' && values.length === 1 && first) return (hooks) => addHook(hooks, first)
  if (what === 'remove' && values.length === 1 && first) {
    return (hooks) => removeHook(present(hooks, first), first)
  }
  throw new Failure({
    code: 'input-invalid',
    message: `'hooks … ${[what, ...values].join(' ')}' is not understood.`,
    advice: "'quotadeck hooks --help' says what can be done.",
  })
}

function present(hooks: readonly string[], hook: string): readonly string[] {
  if (hooks.includes(hook)) return hooks
  throw new Failure({
    code: 'not-found',
    message: `The agent has no hook '${hook}'.`,
    advice: hooks.length ? `It has: ${hooks.join(', ')}.` : 'It has no hooks.',
  })
}

function place(text: string | undefined): number {
  const place = Number(text)
  if (Number.isInteger(place) && place >= 1) return place
  throw new Failure({
    code: 'input-invalid',
    message: `'${text}' is no place in the list.`,
    advice: 'Give a whole number; 1 is the first place.',
  })
}

function hookList(seen: Observation) {
  const { agent, hooks, runningHooks, restartOwed } = seen
  const libraryOf = (name: string) =>
    seen.manifest?.modules.find((module) => module.name === name)?.library ?? null
  return {
    agent,
    hooks: (hooks ?? []).map((name) => ({ name, library: libraryOf(name) })),
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
  return list.restartOwed
    ? `${lines}\nA restart is owed: not this, but what was before runs.`
    : lines
}

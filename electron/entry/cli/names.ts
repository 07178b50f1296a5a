import { Command } from 'commander'
import { addName, moveName, nounOf, parseNames, removeName } from '../../agent/mesos/name-list.ts'
import type { ListFlag } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import type { Observation } from '../../contract/observation.ts'
import { type ChangeOptions, change, changeOptions } from './change.ts'
import type { Client, Console } from './console.ts'
import { placeInList } from './place.ts'

/** How a list flag's command differs from the other's. */
export interface NamesCommand<List> {
  readonly flag: ListFlag
  readonly description: string
  /** What the list shows, as a document and for a person. */
  readonly list: (seen: Observation, client: Client) => List | Promise<List>
  readonly text: (list: List) => string
  /** What an edit begins with where the flag is not set. */
  readonly unset: readonly string[]
}

type Edit = (names: readonly string[]) => string[]

/** `quotadeck hooks …` and the like: [list] AGENT, set, move, add, remove AGENT …. */
export function namesCommand<List>(console: Console, of: NamesCommand<List>): Command {
  const noun = nounOf(of.flag)
  const shown = noun.toUpperCase()
  const editing = (name: string, description: string, words: string, edit: Edits) =>
    changeOptions(new Command(name).description(description).argument('<agent>'))
      .arguments(words)
      .action((agent: string, ...rest: unknown[]) => {
        const values = rest.filter((each) => typeof each === 'string')
        return changeNames(console, of, agent, edit(values, noun), rest.at(-2) as ChangeOptions)
      })
  return new Command(of.flag)
    .description(of.description)
    .addCommand(listCommand(console, of), { isDefault: true })
    .addCommand(
      editing(
        'set',
        `make LIST (a,b,c) the whole list; '' removes the flag`,
        '<list>',
        setEdit(of),
      ),
    )
    .addCommand(
      editing('move', `move ${shown} to place N; 1 is the first`, `<${noun}> <n>`, moveEdit),
    )
    .addCommand(editing('add', `put ${shown} at the end`, `<${noun}>`, addEdit))
    .addCommand(editing('remove', `take ${shown} out`, `<${noun}>`, removeEdit))
}

function listCommand<List>(console: Console, of: NamesCommand<List>): Command {
  return new Command('list')
    .description('the list in its order (this is done when nothing is said)')
    .argument('<agent>')
    .action(async (agent: string) => {
      const { client } = console
      console.print(await of.list(await client.agents.observe({ agent }), client), of.text)
    })
}

async function changeNames(
  console: Console,
  { flag, unset }: Pick<NamesCommand<unknown>, 'flag' | 'unset'>,
  agent: string,
  edit: Edit,
  options: ChangeOptions,
): Promise<void> {
  const seen = await console.client.agents.observe({ agent })
  const names = edit(seen[flag] ?? unset)
  await change(console, agent, { [flag]: names, base: { [flag]: seen[flag] ?? null } }, options)
}

/** What the words after the agent ask for. */
type Edits = (values: readonly string[], noun: string) => Edit

function setEdit({ flag }: Pick<NamesCommand<unknown>, 'flag'>): Edits {
  return ([list = '']) =>
    () =>
      list === '' ? [] : (parseNames(flag, list) ?? [])
}

const moveEdit: Edits = ([name = '', place], noun) => {
  const index = placeInList(place) - 1
  return (names) => moveName(present(names, name, noun), name, index)
}

const addEdit: Edits =
  ([name = '']) =>
  (names) =>
    addName(names, name)

const removeEdit: Edits =
  ([name = ''], noun) =>
  (names) =>
    removeName(present(names, name, noun), name)

function present(names: readonly string[], name: string, noun: string): readonly string[] {
  if (names.includes(name)) return names
  throw new Failure({
    code: 'not-found',
    message: `The agent has no ${noun} '${name}'.`,
    advice: names.length ? `It has: ${names.join(', ')}.` : `It has no ${noun}s.`,
  })
}

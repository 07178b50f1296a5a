import { beforeEach, expect, it } from 'vitest'
import type { Edit } from '../../contract/change.ts'
import type { Console } from './console.ts'
import { hooksCommand } from './hooks.ts'
import { isolationCommand } from './isolation.ts'

let planned: { agent: string; edit: Edit }[]
let printed: unknown[]

beforeEach(() => {
  planned = []
  printed = []
})

/** A console whose agent has these hooks, and no --isolation. */
function consoleWith(hooks: readonly string[]): Console {
  const modules = [{ name: 'a', library: '/a.so', parameters: [] }]
  const manifest = { modules }
  const seen = { agent: 'x', hooks, restartOwed: false, flags: [], installedBuilds: [], manifest }
  const plan = (input: { agent: string; edit: Edit }) => {
    planned.push(input)
    return { agent: 'x', files: [], conflicts: [], summary: [] }
  }
  const libraries = () => [
    { path: '/a.so', callbacks: ['slaveTaskStatusDecorator'], knownFrom: 'symbols' },
  ]
  const client = { agents: { observe: () => seen, libraries }, changes: { plan } }
  const print = (document: unknown) => printed.push(document)
  return { client, print } as unknown as Console
}

async function edited(...words: string[]): Promise<Edit | undefined> {
  const console = consoleWith(['a', 'b'])
  const command = words[0] === 'hooks' ? hooksCommand(console) : isolationCommand(console)
  await command.parseAsync([...words.slice(1), '--dry-run'], { from: 'user' })
  return planned.at(-1)?.edit
}

it('hooks are set, moved, added and removed on what was seen', async () => {
  const base = { hooks: ['a', 'b'] }
  expect(await edited('hooks', 'set', 'x', 'b,c')).toEqual({ hooks: ['b', 'c'], base })
  expect(await edited('hooks', 'set', 'x', '')).toEqual({ hooks: [], base })
  expect(await edited('hooks', 'move', 'x', 'b', '1')).toEqual({ hooks: ['b', 'a'], base })
  expect(await edited('hooks', 'add', 'x', 'c')).toEqual({ hooks: ['a', 'b', 'c'], base })
  expect(await edited('hooks', 'remove', 'x', 'a')).toEqual({ hooks: ['b'], base })
  await expect(edited('hooks', 'remove', 'x', 'c')).rejects.toThrow("no hook 'c'")
})

it('isolation that is not set begins with what Mesos takes then', async () => {
  const base = { isolation: null }
  const names = ['posix/cpu', 'posix/mem', 'disk/du']
  expect(await edited('isolation', 'add', 'x', 'disk/du')).toEqual({ isolation: names, base })
  expect(await edited('isolation', 'set', 'x', 'a, b')).toEqual({ isolation: ['a', ' b'], base })
})

it('an agent alone lists, with Mesos’s errors', async () => {
  await hooksCommand(consoleWith(['a', 'b'])).parseAsync(['x'], { from: 'user' })
  await isolationCommand(consoleWith([])).parseAsync(['list', 'x'], { from: 'user' })
  const error = "Error installing hooks: No hook module named 'b' available"
  expect(printed).toMatchObject([
    {
      hooks: [
        {
          name: 'a',
          library: '/a.so',
          build: null,
          callbacks: ['slaveTaskStatusDecorator'],
          callbacksKnownFrom: 'symbols',
          error: null,
        },
        { name: 'b', library: null, callbacks: null, error },
      ],
    },
    { isSet: false, isRead: true, isolation: [{ name: 'posix/cpu' }, { name: 'posix/mem' }] },
  ])
})

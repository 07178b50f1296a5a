import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { AgentSettings } from '../../contract/agent.ts'
import { Failure } from '../../contract/failure.ts'
import type {
  ExportFormat,
  Group,
  ImportedAgent,
  ImportPreview,
  ImportRequest,
  ImportSource,
} from '../../contract/inventory.ts'
import { sourceText } from '../../contract/source-text.ts'
import type { Console } from './console.ts'
import { collect, type SettingsOptions, settingsOf, settingsOptions } from './settings.ts'
import { table } from './table.ts'

/** `quotadeck inventory …` */
export function inventoryCommand(console: Console): Command {
  const command = new Command('inventory').description('import, export and group the fleet')
  importCommand(command, console)
  exportCommand(command, console)
  groupCommands(command, console)
  return command
}

const kinds = ['ssh-config', 'ansible', 'csv', 'json', 'nodes', 'mesos', 'mesos-master'] as const

interface ImportOptions extends SettingsOptions {
  readonly via?: string
  readonly group: string[]
  readonly existing: ImportRequest['existing']
  readonly dryRun?: boolean
  readonly yes?: boolean
}

function importCommand(inventory: Command, console: Console): void {
  const command = inventory
    .command('import')
    .description('record agents from a file, a node set or a Mesos master, after a preview')
    .argument('<kind>', kinds.join(', '))
    .argument('<source>', 'a file; for nodes the set itself; for mesos-master its URL')
    .option('--via <agent>', 'recorded agent that reaches the master (mesos-master)')
    .option('--group <group>', 'put the agents into this group too (repeatable)', collect, [])
    .addOption(
      new Option('--existing <what>', 'what to do with agents that are recorded already')
        .choices(['update', 'keep'])
        .default('update'),
    )
    .option('--dry-run', 'show what would be recorded, record nothing')
    .option('--yes', 'record without asking')
  settingsOptions(command).action(async (kind: string, from: string, options: ImportOptions) => {
    const source = await sourceOf(kind, from, options.via)
    const { group: groups, existing } = options
    const request = { source, groups, existing, settings: settingsOf(options) }
    const preview = await console.client.inventory.preview(request)
    if (options.dryRun) return console.print(preview, previewText)
    console.say(previewText(preview))
    if (!(await console.confirmed('Record this?', options.yes))) return
    const { hash } = preview
    console.print(await console.client.inventory.import({ request, hash }), countsText)
  })
}

async function sourceOf(
  kind: string,
  from: string,
  via: string | undefined,
): Promise<ImportSource> {
  switch (kind) {
    case 'ssh-config':
      return { from: kind, path: resolve(from) }
    case 'ansible': {
      const format = ['.yml', '.yaml'].includes(extname(from)) ? 'yaml' : 'ini'
      return { from: kind, format, text: await textOf(from) }
    }
    case 'csv':
    case 'json':
    case 'mesos':
      return { from: kind, text: await textOf(from) }
    case 'nodes':
      return { from: kind, text: from }
    case 'mesos-master':
      if (via) return { from: kind, via, url: from }
      throw new InvalidArgumentError('mesos-master needs --via AGENT, which reaches the master')
    default:
      throw new InvalidArgumentError(`'${kind}' is none of: ${kinds.join(', ')}`)
  }
}

async function textOf(path: string): Promise<string> {
  const taken = sourceText(path, await bytesOf(path))
  if ('text' in taken) return taken.text
  throw new Failure({ code: 'input-invalid', message: taken.problem, advice: taken.advice })
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new Failure({
      code: 'input-invalid',
      message: `${path} cannot be read: ${(error as Error).message}.`,
      advice: 'Check the path and that this user may read it.',
    })
  }
}

function exportCommand(inventory: Command, console: Console): void {
  inventory
    .command('export')
    .description('print the fleet as a text that can be imported again; it holds no secrets')
    .argument('[agents...]', 'these agents (default: all)')
    .addOption(
      new Option('--format <format>', 'what to print')
        .choices(['csv', 'ansible-yaml', 'ssh-config', 'json'])
        .default('csv'),
    )
    .action(async (agents: string[], { format }: { format: ExportFormat }) => {
      const exported = await console.client.inventory.export({ format, agents })
      console.print(exported, ({ text }) => text.trimEnd())
    })
}

function groupCommands(inventory: Command, console: Console): void {
  const group = inventory.command('groups').description('groups and the settings they give')
  const list = async () => console.print(await console.client.inventory.groups(), groupTable)
  group.action(list)
  group.command('list').description('list them').action(list)
  const set = group
    .command('set')
    .description("replace a group's settings; an agent's own settings win over them")
    .argument('<group>')
  settingsOptions(set).action(async (name: string, options: SettingsOptions) => {
    const saved = { name, settings: settingsOf(options) }
    await console.client.inventory.saveGroup(saved)
    console.print(saved, () => `${name}: ${settingsText(saved.settings)}`)
  })
  memberCommands(group, console)
  group
    .command('remove')
    .description("take a group's settings away, and the group from its agents")
    .argument('<group>')
    .action(async (name: string) => {
      await console.client.inventory.removeGroup({ group: name })
      console.print({ removed: name }, () => `${name} is no longer a group.`)
    })
}

function memberCommands(group: Command, console: Console): void {
  const members = (name: string, description: string, change: (group: string) => object) =>
    group
      .command(name)
      .description(description)
      .argument('<group>')
      .argument('<agents...>')
      .action(async (group: string, agents: string[]) => {
        await console.client.inventory.change({ agents, ...change(group) })
        const done = { group, agents }
        console.print(done, () => `${group}: ${agents.join(' ')} ${name === 'add' ? 'in' : 'out'}.`)
      })
  members('add', 'put agents into a group', (name) => ({ addGroups: [name] }))
  members('drop', 'take agents out of a group', (name) => ({ removeGroups: [name] }))
}

function previewText(preview: ImportPreview): string {
  const shown = preview.agents.filter(({ change }) => change !== 'same' && change !== 'keep')
  const rows = table(shown, [
    { title: 'AGENT', cell: ({ name }) => name },
    { title: 'CHANGE', cell: ({ change }) => change },
    { title: 'WHAT', cell: whatText },
  ])
  const problems = preview.problems.map(({ line, message }) =>
    line === undefined ? message : `line ${line}: ${message}`,
  )
  return [...(shown.length > 0 ? [rows] : []), ...problems, countsText(preview)].join('\n')
}

function whatText({ record, differences, problem, line }: ImportedAgent): string {
  if (problem) return line === undefined ? problem : `line ${line}: ${problem}`
  if (differences.length === 0 || !record) return ''
  return differences
    .map(({ field, before, after }) => `${field}: ${before ? `${before} → ` : ''}${after}`)
    .join(', ')
}

function countsText({ agents }: ImportPreview): string {
  const count = (...kinds: string[]) => agents.filter(({ change }) => kinds.includes(change)).length
  return [
    `${count('add')} to add`,
    `${count('update')} to change`,
    `${count('same', 'keep')} left as they are`,
    `${count('refused')} refused`,
  ].join(', ')
}

function groupTable(groups: readonly Group[]): string {
  if (groups.length === 0) return 'No group yet: an import makes them, or inventory groups set.'
  return table(groups, [
    { title: 'GROUP', cell: ({ name }) => name },
    { title: 'SETTINGS', cell: ({ settings }) => settingsText(settings) },
  ])
}

function settingsText(settings: AgentSettings): string {
  const text = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  return text.join(' ') || 'none'
}

import { Command, InvalidArgumentError, Option } from 'commander'
import {
  type Agent,
  addressOf,
  agentRecordSchema,
  agentSettingsSchema,
} from '../../contract/agent.ts'
import { addTestCommand } from './connection-test.ts'
import type { Console } from './console.ts'
import { addHostKeyCommands } from './host-keys.ts'
import { collect, type SettingsOptions, settingsOf, settingsOptions } from './settings.ts'
import { table } from './table.ts'

interface AddOptions extends SettingsOptions {
  readonly host: string
  readonly group: string[]
}

/** `quotadeck agents …` */
export function agentsCommand(console: Console): Command {
  const command = new Command('agents').description('the recorded agents')
  const list = async () => console.print(await console.client.agents.list(), agentTable)
  command.action(list)
  command.command('list').description('list them').action(list)
  addCommand(command, console)
  setCommand(command, console)
  labelCommand(command, console)
  addHostKeyCommands(command, console)
  addTestCommand(command, console)
  command
    .command('remove')
    .description('forget agents; nothing is done to the agents themselves')
    .argument('<agents...>')
    .action(async (agents: string[]) => {
      await console.client.inventory.remove({ agents })
      const words = agents.length === 1 ? 'is' : 'are'
      console.print({ removed: agents }, () => `${agents.join(', ')} ${words} no longer recorded.`)
    })
  return command
}

function addCommand(agents: Command, console: Console): void {
  const command = agents
    .command('add')
    .description('record an agent; nothing is connected to')
    .argument('<name>')
    .requiredOption('--host <address>', 'name or address of its SSH server')
    .option('--group <group>', 'group whose settings it shares; repeatable', collect, [])
  settingsOptions(command).action(async (name: string, options: AddOptions) => {
    const { host, group: groups } = options
    const { user } = options
    const privilege = user === undefined || user === 'root' ? undefined : ('sudo' as const)
    const settings = { ...(privilege && { privilege }), ...settingsOf(options) }
    const agent = await console.client.agents.add({ name, host, groups, ...settings })
    console.print(agent, () => `${agent.name} is recorded.`)
  })
}

interface SetOptions extends SettingsOptions {
  readonly host?: string
  readonly unset: string[]
}

function setCommand(agents: Command, console: Console): void {
  const settings = Object.keys(agentSettingsSchema.shape)
  const command = agents
    .command('set')
    .description("change what is recorded of agents themselves; groups' settings stay theirs")
    .argument('<agents...>')
    .option('--host <address>', 'name or address of the SSH server')
    .addOption(
      new Option('--unset <setting>', "forget an own setting, so that the groups' counts")
        .choices(settings)
        .argParser(collect)
        .default([]),
    )
  settingsOptions(command).action(async (names: string[], options: SetOptions) => {
    const { host, unset } = options
    const changed: Agent[] = []
    for (const agent of names) {
      const record: Record<string, unknown> = await console.client.agents.record({ agent })
      for (const setting of unset) delete record[setting]
      const next = { ...record, ...settingsOf(options), ...(host !== undefined && { host }) }
      changed.push(await console.client.agents.update(agentRecordSchema.parse(next)))
    }
    console.print(changed, agentTable)
  })
}

function labelCommand(agents: Command, console: Console): void {
  agents
    .command('label')
    .description('give labels to agents: NAME=VALUE; NAME- takes one away')
    .argument('<label>')
    .argument('<agents...>')
    .action(async (label: string, names: string[]) => {
      const [, name = '', value] = /^([^=]+?)(?:-|=(.*))$/s.exec(label) ?? []
      if (name === '') throw new InvalidArgumentError('a label is NAME=VALUE, or NAME- to remove')
      const change =
        value === undefined ? { removeLabels: [name] } : { setLabels: { [name]: value } }
      await console.client.inventory.change({ agents: names, ...change })
      console.print({ agents: names, ...change }, () => `${names.join(' ')}: ${label}`)
    })
}

function agentTable(agents: readonly Agent[]): string {
  if (agents.length === 0) return "No agent is recorded yet: 'quotadeck agents add --help'."
  return table(agents, [
    { title: 'AGENT', cell: (agent) => agent.name },
    { title: 'ADDRESS', cell: addressOf },
    { title: 'ROOT BY', cell: (agent) => (agent.privilege === 'none' ? 'login' : agent.privilege) },
    { title: 'KEY', cell: (agent) => agent.identityFile ?? 'ssh-agent' },
    { title: 'GROUPS', cell: (agent) => agent.groups.join(' ') },
  ])
}

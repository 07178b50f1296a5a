import { Command } from 'commander'
import { type Agent, addressOf } from '../../contract/agent.ts'
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
  addHostKeyCommands(command, console)
  command
    .command('remove')
    .description('forget an agent; nothing is done to the agent itself')
    .argument('<agent>')
    .action(async (agent: string) => {
      await console.client.agents.remove({ agent })
      console.print({ removed: agent }, () => `${agent} is no longer recorded.`)
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

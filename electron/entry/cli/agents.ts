import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { Agent } from '../../contract/agent.ts'
import type { Console } from './console.ts'
import { addHostKeyCommands } from './host-keys.ts'
import { table } from './table.ts'

interface AddOptions {
  readonly host: string
  readonly port?: string
  readonly user: string
  readonly privilege?: 'none' | 'sudo'
  readonly identityFile?: string
  readonly knownHostsFile?: string
  readonly statusFile?: string
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
  agents
    .command('add')
    .description('record an agent; nothing is connected to')
    .argument('<name>')
    .requiredOption('--host <address>', 'name or address of its SSH server')
    .option('--port <port>', 'port of its SSH server (default: 22)')
    .requiredOption('--user <login>', 'who to log in as')
    .addOption(
      new Option(
        '--privilege <how>',
        'how to become root (default: none for root, else sudo)',
      ).choices(['none', 'sudo']),
    )
    .option('--identity-file <path>', 'private key to log in with (default: the ssh-agent)')
    .option(
      '--known-hosts-file <path>',
      'known_hosts file to verify against (default: ~/.ssh/known_hosts)',
    )
    .option(
      '--status-file <path>',
      "the hook's status file (default: /var/lib/quotadeck/status.pb)",
    )
    .action(async (name: string, options: AddOptions) => {
      const agent = await console.client.agents.add({
        name,
        host: options.host,
        port: options.port === undefined ? undefined : Number(options.port),
        user: options.user,
        privilege: options.privilege ?? (options.user === 'root' ? 'none' : 'sudo'),
        identityFile: absolute(options.identityFile),
        knownHostsFile: absolute(options.knownHostsFile),
        statusFile: options.statusFile,
      })
      console.print(agent, () => `${agent.name} is recorded.`)
    })
}

/** The recorded path is used from other folders than this one, too. */
function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path)
}

function agentTable(agents: readonly Agent[]): string {
  if (agents.length === 0) return "No agent is recorded yet: 'quotadeck agents add --help'."
  return table(agents, [
    { title: 'AGENT', cell: (agent) => agent.name },
    { title: 'ADDRESS', cell: (agent) => `${agent.user}@${agent.host}:${agent.port}` },
    { title: 'ROOT BY', cell: (agent) => (agent.privilege === 'sudo' ? 'sudo' : 'login') },
    { title: 'KEY', cell: (agent) => agent.identityFile ?? 'ssh-agent' },
  ])
}

import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { type AgentSettings, privilegeSchema } from '../../contract/agent.ts'

/** Settings as options of a command; the same for agents, groups and imports. */
export interface SettingsOptions {
  readonly port?: string
  readonly user?: string
  readonly privilege?: AgentSettings['privilege']
  readonly carrier?: AgentSettings['carrier']
  readonly jump?: string[]
  readonly sshConfig?: boolean
  readonly sshConfigFile?: string
  readonly identityFile?: string
  readonly knownHostsFile?: string
  readonly statusFile?: string
}

/** Adds the options that `settingsOf` reads. */
export function settingsOptions(command: Command): Command {
  return command
    .option('--port <port>', 'port of the SSH server (default: 22)')
    .option('--user <login>', 'who to log in as')
    .addOption(
      new Option('--privilege <how>', 'how to become root').choices(privilegeSchema.options),
    )
    .addOption(
      new Option('--carrier <what>', 'what connects (default: auto)').choices([
        'auto',
        'ssh2',
        'openssh',
      ]),
    )
    .option('--jump <[user@]host[:port]>', 'host to go through; in order, repeatable', collect)
    .option('--ssh-config', 'take what is not given from your ssh_config')
    .option('--ssh-config-file <path>', 'the same from this file')
    .option('--identity-file <path>', 'private key to log in with (default: the ssh-agent)')
    .option('--known-hosts-file <path>', 'known_hosts file (default: ~/.ssh/known_hosts)')
    .option('--status-file <path>', "the hook's status file")
}

/** The settings that were given; paths are made absolute, as they are used from other folders. */
export function settingsOf(options: SettingsOptions): AgentSettings {
  const path = (given: string | undefined) => (given === undefined ? undefined : resolve(given))
  const settings = {
    port: options.port === undefined ? undefined : Number(options.port),
    user: options.user,
    privilege: options.privilege,
    carrier: options.carrier,
    jumps: options.jump,
    useSshConfig: options.sshConfig ?? (options.sshConfigFile === undefined ? undefined : true),
    sshConfigFile: path(options.sshConfigFile),
    identityFile: path(options.identityFile),
    knownHostsFile: path(options.knownHostsFile),
    statusFile: options.statusFile,
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given)
}

/** Collects what an option is given each time it stands there. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}

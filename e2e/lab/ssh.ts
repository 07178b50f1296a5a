// The lab's own way to its agents: the system's OpenSSH client.

import { type CommandOptions, type CommandResult, run } from './command.ts'
import type { LabAgent } from './state.ts'

/** The options of `ssh` that lead to the agent, with no setting of the user's own in the way. */
export function sshArgs(agent: LabAgent): string[] {
  const options = {
    IdentitiesOnly: 'yes',
    IdentityFile: agent.identityFile,
    UserKnownHostsFile: agent.knownHostsFile,
    GlobalKnownHostsFile: '/dev/null',
    StrictHostKeyChecking: 'yes',
    BatchMode: 'yes',
    ConnectTimeout: '5',
    LogLevel: 'ERROR',
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  return ['-F', 'none', ...flags, '-p', String(agent.port), '-l', agent.user, agent.host]
}

/** One word of a POSIX shell's command line that stands for exactly `text`. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** Runs a command on the agent as its login user and returns how it ended (255: ssh failed). */
export function ssh(
  agent: LabAgent,
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return run('ssh', [...sshArgs(agent), argv.map(shellQuoted).join(' ')], options)
}

/** Runs a command on the agent as root: through sudo with the lab's password where that is needed. */
export function sshAsRoot(
  agent: LabAgent,
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  if (agent.sudoPassword === null) return ssh(agent, argv, options)
  const input = `${agent.sudoPassword}\n${options.input ?? ''}`
  // -k: always read the password, so that it never becomes the command's input.
  return ssh(agent, ['sudo', '-k', '-S', '-p', '', '--', ...argv], { ...options, input })
}

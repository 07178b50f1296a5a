import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import { printable } from './failures.ts'

/** The start of a command line that makes the rest run as root where doas asks for no password. */
export const doasArgv = ['env', 'LC_ALL=C', 'doas', '-n', '--']

/** Why doas never started the command. `said` is all that it printed. */
export function doasFailure(agent: Agent, said: string): Failure {
  const about = { agent: agent.name, evidence: printable(said).trim() }
  if (/authentication failed/i.test(said) || (said.match(/password:/gi)?.length ?? 0) > 1) {
    return new Failure({
      code: 'doas-password-wrong',
      agent: agent.name,
      message: `doas did not accept the password of ${agent.user}.`,
      advice:
        'Connect again to be asked again. The wrong one is not sent again, so that the account is not locked.',
    })
  }
  if (/authentication required/i.test(said)) {
    return new Failure({
      ...about,
      code: 'doas-password-needed',
      message: `doas asks ${agent.user} for a password.`,
      advice: 'Give the password of this agent.',
    })
  }
  return new Failure({
    ...about,
    code: 'doas-refused',
    message: `doas does not let ${agent.user} become root.`,
    advice: 'See what doas said; check that it is installed and what doas.conf permits this user.',
  })
}

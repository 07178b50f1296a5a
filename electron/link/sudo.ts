import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import { printable } from './failures.ts'

/**
 * The start of a command line that makes the rest run as root. With a password at hand sudo may ask
 * for it on stdin, under a prompt of our own; it is sent only when asked for, so that a sudo that
 * asks for none never hands it to the command. Without one sudo must not ask: an attempt that fails
 * would be counted against the account.
 */
export function sudoArgv(prompt: string, passwordKnown: boolean): string[] {
  const ask = passwordKnown ? ['-S', '-p', prompt] : ['-n']
  return ['env', 'LC_ALL=C', 'sudo', ...ask, '--']
}

/** Throws for a password that is more than one line: what follows would be the command's input. */
export function checkPassword(agent: Agent, password: string): void {
  if (!/[\n\r\0]/.test(password)) return
  throw new Failure({
    code: 'input-invalid',
    agent: agent.name,
    message: 'The sudo password holds a line break or a NUL character.',
    advice: 'Give the password alone.',
  })
}

/** Why sudo never started the command. `said` is all that came on stderr. */
export function sudoFailure(agent: Agent, said: string, asked: number): Failure {
  const about = { agent: agent.name, evidence: printable(said).trim() }
  if (/not in the sudoers|is not allowed to|may not run sudo|must have a tty/i.test(said)) {
    return new Failure({
      ...about,
      code: 'sudo-refused',
      message: `sudo does not let ${agent.user} become root.`,
      advice: `Allow ${agent.user} to run commands as root in the agent’s sudoers, without requiretty.`,
    })
  }
  if (asked > 0) return passwordWrong(agent)
  if (/password is required|terminal is required/i.test(said)) {
    return new Failure({
      ...about,
      code: 'sudo-password-needed',
      message: `sudo asks ${agent.user} for a password.`,
      advice: 'Give the sudo password of this agent.',
    })
  }
  return new Failure({
    ...about,
    code: 'sudo-refused',
    message: 'sudo ended without running the command.',
    advice: 'See what sudo said; check that it is installed and set up for this user.',
  })
}

/** sudo asked again after it had been given the password. */
export function passwordWrong(agent: Agent): Failure {
  return new Failure({
    code: 'sudo-password-wrong',
    agent: agent.name,
    message: `sudo did not accept the password of ${agent.user}.`,
    advice:
      'Give the right one. The wrong one is not sent again, so that the account is not locked.',
  })
}

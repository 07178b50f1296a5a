import type { Agent } from '../contract/agent.ts'
import { Failure, type FailureCode, toFailure } from '../contract/failure.ts'
import type { Destination } from './destination.ts'

/** What an operation had done when the connection ended under it, in words for the operator. */
export const effectUnknown = 'Unknown: the agent may have run the command.'

const byErrno: Record<string, [FailureCode, string, string]> = {
  ECONNREFUSED: [
    'connection-refused',
    'refused the connection',
    'Check that sshd runs there and that address and port are right.',
  ],
  ENOTFOUND: [
    'address-unknown',
    'has no address: its name is not known',
    'Check the spelling of the host and the name servers of this machine.',
  ],
  EAI_AGAIN: [
    'address-unknown',
    'has no address: the name server did not answer',
    'Check the name servers of this machine, then try again.',
  ],
  ETIMEDOUT: [
    'connection-timeout',
    'did not answer in time',
    'Check that the machine is up and that no firewall drops the packets.',
  ],
  EHOSTUNREACH: [
    'connection-timeout',
    'cannot be reached: no route to it',
    'Check that the machine is up and how this machine reaches its network.',
  ],
  ENETUNREACH: [
    'connection-timeout',
    'cannot be reached: no route to its network',
    'Check how this machine reaches that network.',
  ],
}

/** An error of the ssh library or of its socket, before the connection was ready, as a Failure. */
export function connectFailure(agent: Agent, error: Error & { level?: string }): Failure {
  const server = `${agent.host} port ${agent.port}`
  const said = printable(error.message)
  const about = { agent: agent.name, evidence: said }
  const known = byErrno[(error as NodeJS.ErrnoException).code ?? '']
  if (known) {
    const [code, what, advice] = known
    return new Failure({ ...about, code, message: `${server} ${what}.`, advice }, { cause: error })
  }
  if (/^Handshake failed: no matching/.test(error.message)) return nothingInCommon(agent, error)
  if (error.level === 'client-timeout') return connectTimeout(agent)
  return new Failure(
    {
      ...about,
      code: 'connection-lost',
      message: `The connection to ${server} ended before it was ready: ${said}.`,
      advice: 'Check that an SSH server listens there and that it is not overloaded.',
    },
    { cause: error },
  )
}

function nothingInCommon(agent: Agent, cause: Error): Failure {
  const what = cause.message.replace('Handshake failed: no matching ', '')
  return new Failure(
    {
      code: 'carrier-unfit',
      agent: agent.name,
      message: `${agent.host} port ${agent.port} offers no ${what} that ssh2 knows.`,
      advice: 'Choose the carrier openssh for this agent, or auto.',
      evidence: cause.message,
    },
    { cause },
  )
}

/** ssh_config tells of revoked keys in a file that only the system's ssh reads. */
export function revokedKeysUnread(agent: Agent, file: string): Failure {
  return new Failure({
    code: 'carrier-unfit',
    agent: agent.name,
    message: `ssh_config has revoked host keys in ${file}, which ssh2 does not read.`,
    advice: 'Choose the carrier openssh for this agent, or auto.',
  })
}

/** No answer, or an answer that never came to an end, within the deadline. */
export function connectTimeout(agent: Agent): Failure {
  return new Failure({
    code: 'connection-timeout',
    agent: agent.name,
    message: `${agent.host} port ${agent.port} did not complete the connection in time.`,
    advice: 'Check that the machine is up and not overloaded, and that sshd answers there.',
  })
}

/** The ssh-agent was asked for its keys, and did not give them. */
export function noSshAgent(agent: Agent, cause: Error): Failure {
  return new Failure(
    {
      code: 'login-failed',
      agent: agent.name,
      message: 'The ssh-agent of this machine does not answer.',
      advice: 'Check SSH_AUTH_SOCK and that the ssh-agent runs, or record an identity file.',
      evidence: cause.message,
    },
    { cause },
  )
}

/** A connection that was ready and is gone. */
export function connectionLost(agent: Agent, changed: string, cause?: Error): Failure {
  return new Failure(
    {
      code: 'connection-lost',
      agent: agent.name,
      message: `The connection to ${agent.host} port ${agent.port} was lost.`,
      changed,
      advice: 'Observe the agent again; the next command opens a new connection.',
      evidence: cause && printable(cause.message),
    },
    { cause },
  )
}

/** The agent's server made no connection to a port. */
export function notDialled(agent: Agent, address: string, cause: Error): Failure {
  return new Failure(
    {
      code: 'connection-refused',
      agent: agent.name,
      message: `${agent.name} opened no connection to ${address}.`,
      advice:
        'Check that something listens there, and that its sshd may forward (AllowTcpForwarding).',
      evidence: printable(cause.message),
    },
    { cause },
  )
}

/** What a program prints is not taken off as fast as it comes. */
export function readTooSlowly(agent: string, program: string): Failure {
  return new Failure({
    code: 'output-too-large',
    agent,
    message: `${program} prints faster than it is read.`,
    advice: 'Start it again; look on the agent at what it prints.',
  })
}

/** The same failure, when it was a host on the way to the agent that it happened on. */
export function onTheWay(error: unknown, over: Destination, next: Destination): Failure {
  const failure = toFailure(error, next.name)
  const { code, message, advice } = failure.data
  const jump = `${over.host} port ${over.port}`
  if (code !== 'internal') return failure.with({ message: `On the way over ${jump}: ${message}` })
  return failure.with({
    code: 'connection-refused',
    message: `The jump host ${jump} opened no way to ${next.host}:${next.port}: ${message}`,
    changed: 'Nothing was changed.',
    advice: `Check that it may forward (AllowTcpForwarding) and reaches ${next.host}:${next.port}. ${advice}`,
  })
}

/** The operator, or what acts for them, gave up. */
export function cancelled(agent: Agent, changed: string): Failure {
  return new Failure({
    code: 'cancelled',
    agent: agent.name,
    message: 'Cancelled.',
    changed,
    advice: 'Start it again when wanted.',
  })
}

/** The end of a program's output, fit for a screen: no control characters, 4000 at most. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go.
  return text.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '').slice(-4000)
}

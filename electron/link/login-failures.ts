import { Failure } from '../contract/failure.ts'
import type { Destination } from './destination.ts'
import { printable } from './failures.ts'

/** How far a login got. */
export interface LoginFacts {
  /** What was offered, in words and in order. */
  readonly tried: readonly string[]
  /** What the server said that it takes. */
  readonly methods: readonly string[]
  /** Something was to be asked, and nobody was there. */
  readonly nobody: boolean
  /** Why no Kerberos ticket was tried, in Kerberos's words. */
  readonly ticketProblem: string | undefined
}

/** Among what was tried. */
export const ticketInWords = 'a Kerberos ticket'

/** The server took nothing that was offered. */
export function refusedWith(agent: Destination, facts: LoginFacts, failure: Failure): Failure {
  const { tried, methods } = facts
  const what = tried.length > 0 ? ` with ${summary(tried)}` : ': there was nothing to log in with'
  return failure.with({
    code: 'login-failed',
    message: `${server(agent)} refused the login of ${agent.user}${what}.`,
    advice: [adviceFor(facts), ...ticketAdvice(agent, facts)].join(' '),
    evidence: `tried: ${tried.join(', ') || 'nothing'}\nthe server takes: ${methods.join(', ')}`,
  })
}

function adviceFor({ tried, methods, nobody }: LoginFacts): string {
  const last = tried.at(-1)
  if (last === 'a password' || last === 'what was answered') {
    return 'Connect again to be asked again. It is not tried again by itself, so that the account is not locked.'
  }
  const asks = methods.includes('password') || methods.includes('keyboard-interactive')
  if (nobody && asks) {
    return 'It would ask for a password or a code, and nobody was there to be asked: use a terminal or the console, or a key that it takes.'
  }
  return 'Check the user and that the public key is in its ~/.ssh/authorized_keys; record the identity file, or give the key to the ssh-agent.'
}

/** For a server that takes Kerberos tickets. */
function ticketAdvice(agent: Destination, { tried, methods, ticketProblem }: LoginFacts): string[] {
  if (!methods.includes('gssapi-with-mic')) return []
  if (tried.includes(ticketInWords)) return ['`klist` shows whose Kerberos ticket it is.']
  const takes = 'It takes Kerberos tickets, too'
  if (ticketProblem) {
    return [`${takes}, and Kerberos says: ${printable(ticketProblem)}. \`kinit\` gets one.`]
  }
  if (agent.gssapi) return [`${takes}: \`kinit\` gets one.`]
  return [
    `${takes}: allow GSSAPIAuthentication in ssh_config, and have it followed for this agent.`,
  ]
}

/** 'the key /a', or '7 keys of the ssh-agent and the key /a'. */
function summary(tried: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const what of tried) counts.set(what, (counts.get(what) ?? 0) + 1)
  const words = [...counts].map(([what, count]) =>
    count === 1 ? what : what.replace(/^a key/, `${count} keys`),
  )
  return words.join(' and ')
}

/** The server hung up in the middle of the login, as it does after MaxAuthTries. */
export function cutOff(agent: Destination, facts: LoginFacts, failure: Failure): Failure {
  const { tried } = facts
  const many = tried.length > 1
  return failure.with({
    code: 'login-failed',
    message: `${server(agent)} ended the connection during the login of ${agent.user}, after ${summary(tried) || 'nothing'}.`,
    advice: many
      ? 'Servers hang up after too many keys (MaxAuthTries): record the identity file of this agent, so that no other is offered.'
      : 'Look in the log of its sshd why.',
  })
}

/** The server did not wait for the operator any longer. */
export function waitedTooLong(agent: Destination, failure: Failure): Failure {
  return failure.with({
    code: 'login-unanswered',
    message: `${server(agent)} did not wait for the answer any longer.`,
    advice: 'Connect again, and answer before its LoginGraceTime is over (two minutes as a rule).',
  })
}

export function unanswered(agent: Destination, why: 'dismissed' | 'nobody'): Failure {
  return new Failure({
    code: 'login-unanswered',
    agent: agent.name,
    message: `${server(agent)} asks who logs in as ${agent.user} for more, and it was not answered.`,
    advice:
      why === 'nobody'
        ? 'Run the command in a terminal, or open the console: there it can be asked.'
        : 'Connect again to be asked again.',
  })
}

/** The connection is gone, and another needs the operator's hands. */
export function needsHands(agent: Destination, failure: Failure): Failure {
  return failure.with({
    code: 'login-unanswered',
    message: `The connection to ${server(agent)} was lost, and a login there is answered by hand.`,
    advice: 'Connect again when you are ready to answer.',
  })
}

export function tooManyQuestions(agent: Destination, count: number): Failure {
  return new Failure({
    code: 'login-failed',
    agent: agent.name,
    message: `${server(agent)} asks ${count} questions at once.`,
    advice: 'No honest server does. Check what listens there.',
  })
}

export function talksWithoutEnd(agent: Destination): Failure {
  return new Failure({
    code: 'login-failed',
    agent: agent.name,
    message: `${server(agent)} talks without end, and lets nobody log in.`,
    advice: 'No honest server does. Check what listens there.',
  })
}

function server({ host, port }: Destination): string {
  return `${host} port ${port}`
}

import { Failure, type FailureCode } from '../../contract/failure.ts'
import type { Destination } from '../destination.ts'
import { printable } from '../failures.ts'

type Explanation = readonly [FailureCode, what: string, advice: string]

/** What ssh says of the way, in the C locale. */
const byText: readonly (readonly [RegExp, Explanation])[] = [
  [
    /connect to (host|address) .*: Connection refused/,
    [
      'connection-refused',
      'refused the connection',
      'Check that sshd runs there and that address and port are right.',
    ],
  ],
  [
    /Could not resolve hostname/,
    [
      'address-unknown',
      'has no address',
      'Check the spelling of the host and the name servers of this machine.',
    ],
  ],
  [
    /No route to host|Network is unreachable/,
    [
      'connection-timeout',
      'cannot be reached: no route to it',
      'Check that the machine is up and how this machine reaches its network.',
    ],
  ],
  [
    /(connect to (host|address) .*|during banner exchange|Connection to .* port \d+): ?.*timed out|Connection timed out/,
    [
      'connection-timeout',
      'did not answer in time',
      'Check that the machine is up and that no firewall drops the packets.',
    ],
  ],
  [
    /Unable to negotiate with/,
    [
      'login-failed',
      'and the system’s ssh have no algorithm in common',
      'Update the older of the two, or allow what the other offers in ssh_config.',
    ],
  ],
]

/** Why ssh made no connection, from what it said. */
export function masterFailure(agent: Destination, said: string): Failure {
  const server = `${agent.host} port ${agent.port}`
  const evidence = printable(said).trim()
  const known = byText.find(([text]) => text.test(said))?.[1]
  if (known) {
    const [code, what, advice] = known
    return new Failure({
      code,
      agent: agent.name,
      message: `${server} ${what}.`,
      advice,
      evidence,
    })
  }
  const ended = { code: 'connection-lost', agent: agent.name, evidence } as const
  if (agent.proxyCommand) {
    return new Failure({
      ...ended,
      message: `The ProxyCommand to ${server} ended before the connection was ready.`,
      advice: 'See what it said. Run it by hand as it stands in ssh_config.',
    })
  }
  return new Failure({
    ...ended,
    message: `The connection to ${server} ended before it was ready.`,
    advice: 'Check that an SSH server listens there and that it is not overloaded.',
  })
}

/** What a security key could not sign for, from what ssh said; undefined: no key failed. */
export function securityKeyFailure(agent: Destination, said: string): Failure | undefined {
  const [evidence, file, why = ''] =
    /signing failed for [\w-]+-SK "(.*)"(?: from agent)?: (.*)/.exec(said) ?? []
  if (evidence === undefined) return undefined
  const known = securityKeyTexts.find(([text]) => text.test(why))
  const [, what, advice] = known ?? [why, `did not sign: ${why}`, providerAdvice]
  return new Failure({
    code: 'login-failed',
    agent: agent.name,
    message: `The security key of ${file} ${what}.`,
    advice,
    evidence: printable(said).trim(),
  })
}

const providerAdvice =
  'Try `ssh` with it. The library that speaks to the key is SecurityKeyProvider in ssh_config, or SSH_SK_PROVIDER in the environment of Quotadeck.'

const securityKeyTexts: readonly (readonly [RegExp, what: string, advice: string])[] = [
  [
    /device not found/,
    'is not plugged in',
    'Plug in the key that this file was made with, and connect again.',
  ],
  [
    /incorrect passphrase/,
    'did not take the PIN',
    'Connect again to be asked again. Keys lock themselves after some wrong PINs.',
  ],
]

/** Whether the server refused the login. */
export function refusedLogin(said: string): boolean {
  return /: Permission denied \(/.test(said)
}

/** Whether the server hung up without a word. */
export function hungUp(said: string): boolean {
  return /^(Connection (closed|reset) by|client_loop: send disconnect)|Broken pipe/m.test(said)
}

/** The system has no ssh that can be started. */
export function noSsh(agent: Destination, cause: Error): Failure {
  return new Failure(
    {
      code: 'input-invalid',
      agent: agent.name,
      message: `The system’s ssh cannot be started: ${cause.message}.`,
      advice: 'Install OpenSSH’s client, or choose the carrier ssh2 for this agent.',
    },
    { cause },
  )
}

/** Whether ssh ended because it did not accept the host key. */
export function refusedHostKey(said: string): boolean {
  return /^(Host key verification failed|@ +WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED)/m.test(
    said,
  )
}

/** Whether that was because the key, or the authority that signed its certificate, is revoked. */
export function revokedHostKey(said: string): boolean {
  return refusedHostKey(said) && (revokedMark.test(said) || revokedBy(said) !== undefined)
}

const revokedMark = /^The \S+ host key for .* is marked as revoked\.$/m

/** The file of revoked keys (RevokedHostKeys in ssh_config) that names the key. */
export function revokedBy(said: string): string | undefined {
  return /^Host key \S+ SHA256:\S+ revoked by file (.*)$/m.exec(said)?.[1]
}

import type { ConnectConfig } from 'ssh2'
import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import type { Destination } from './destination.ts'
import type { KeyRing } from './key-ring.ts'
import { OneKey } from './one-key.ts'

/**
 * How the library logs in: with the agent's identity file and nothing else, or with the keys of the
 * ssh-agent. Throws `login-failed` when there is nothing to log in with, `login-unanswered` when the
 * key is encrypted and nobody gave its passphrase.
 */
export async function loginOptions(
  agent: Destination,
  sshAuthSock: string | undefined,
  keys: KeyRing,
  signal: AbortSignal,
): Promise<Pick<ConnectConfig, 'agent' | 'authHandler'>> {
  if (agent.identityFile) {
    const key = await keys.open(agent, agent.identityFile, signal)
    return { agent: new OneKey(key), authHandler: ['agent'] }
  }
  if (sshAuthSock) return { agent: sshAuthSock, authHandler: ['agent'] }
  throw noKey(agent)
}

function noKey(agent: Agent): Failure {
  return new Failure({
    code: 'login-failed',
    agent: agent.name,
    message: 'There is no key to log in with.',
    advice: 'Record an identity file for this agent, or start an ssh-agent that holds the key.',
  })
}

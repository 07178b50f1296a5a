import { readFile } from 'node:fs/promises'
import type { ConnectConfig } from 'ssh2'
import ssh2 from 'ssh2'
import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'

/**
 * How the library logs in: with the agent's identity file and nothing else, or with the keys of the
 * ssh-agent. Throws `login-failed` when there is nothing to log in with.
 */
export async function loginOptions(
  agent: Agent,
  sshAuthSock: string | undefined,
): Promise<Pick<ConnectConfig, 'privateKey' | 'agent' | 'authHandler'>> {
  if (agent.identityFile) {
    return { privateKey: await readIdentity(agent, agent.identityFile), authHandler: ['publickey'] }
  }
  if (sshAuthSock) return { agent: sshAuthSock, authHandler: ['agent'] }
  throw loginFailed(
    agent,
    'There is no key to log in with.',
    'Record an identity file for this agent, or start an ssh-agent that holds the key.',
  )
}

async function readIdentity(agent: Agent, file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw loginFailed(
      agent,
      `The identity file cannot be read: ${error.message}.`,
      'Check the path and that this user may read it.',
    )
  })
  const key = ssh2.utils.parseKey(bytes)
  if (!(key instanceof Error) && key.isPrivateKey()) return bytes
  const encrypted = key instanceof Error && /encrypt|passphrase/i.test(key.message)
  throw loginFailed(
    agent,
    `The identity file ${file} ${encrypted ? 'is encrypted' : 'is no private key'}.`,
    encrypted
      ? 'Give the key to an ssh-agent with ssh-add, and record no identity file for this agent.'
      : 'Record the path of a private key in OpenSSH or PEM format.',
  )
}

function loginFailed(agent: Agent, message: string, advice: string): Failure {
  return new Failure({ code: 'login-failed', agent: agent.name, message, advice })
}

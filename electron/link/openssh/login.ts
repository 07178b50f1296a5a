import { Failure } from '../../contract/failure.ts'
import type { ConnectRequest } from '../carrier.ts'
import type { Destination } from '../destination.ts'
import { keyTypeOfFile } from '../key-type.ts'
import { present } from '../present.ts'
import { quotedPath } from './arguments.ts'
import { keyAgent } from './key-agent.ts'

/**
 * What ssh is to log in with: the recorded identity file and nothing else, opened here as for the
 * library; else what ssh_config says, if it is to be followed; else the keys of the ssh-agent.
 */
export async function loginSettings(request: ConnectRequest): Promise<string[]> {
  const { agent, sshAuthSock } = request
  const { identityFile, useSshConfig } = agent.recorded
  if (identityFile) return [...(await withKey(request, identityFile)), ...publicKeyOnly]
  if (useSshConfig) return sshAuthSock === '' ? ['IdentityAgent=none'] : []
  if (!sshAuthSock) throw noKey(agent)
  return ['IdentityFile=none', agentSocket(sshAuthSock), ...publicKeyOnly]
}

const publicKeyOnly = ['PreferredAuthentications=publickey']

async function withKey(request: ConnectRequest, file: string): Promise<string[]> {
  const beside = await present([`${file}-cert.pub`])
  const certificates = beside.map((path) => `CertificateFile=${quotedPath(path)}`)
  // A security key cannot be opened here: its file only names what the device holds.
  if ((await keyTypeOfFile(file))?.startsWith('sk-')) {
    return [`IdentityFile=${quotedPath(file)}`, 'IdentitiesOnly=yes', ...certificates]
  }
  const key = await request.login.openKey(file)
  return ['IdentityFile=none', agentSocket(await keyAgent(key)), ...certificates]
}

function agentSocket(path: string): string {
  return `IdentityAgent=${quotedPath(path)}`
}

function noKey(agent: Destination): Failure {
  return new Failure({
    code: 'login-failed',
    agent: agent.name,
    message: 'There is no key to log in with.',
    advice: 'Record an identity file for this agent, or start an ssh-agent that holds the key.',
  })
}

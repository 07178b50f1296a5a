import type { Agent } from '../../contract/agent.ts'
import type { ConnectRequest } from '../carrier.ts'
import type { Candidate } from '../key-candidates.ts'
import { keyTypeOfFile } from '../key-type.ts'
import { present } from '../present.ts'
import { quotedPath } from './arguments.ts'
import { keyAgent } from './key-agent.ts'

export interface LoginSettings {
  readonly settings: readonly string[]
  /** To be called when the login is over. */
  close(): void
}

/**
 * What ssh is to log in with: the recorded identity file and no other key; else what ssh_config says,
 * if it is to be followed; else the keys of the ssh-agent. Then what the server asks for. Files are
 * opened here, as for the library.
 */
export async function loginSettings(request: ConnectRequest): Promise<LoginSettings> {
  const { recorded, identityFiles } = request.agent
  // A security key cannot be opened here: its file only names what the device holds.
  const types = await Promise.all(identityFiles.map(keyTypeOfFile))
  const devices = identityFiles.filter((_, index) => types[index]?.startsWith('sk-'))
  const { identityFile } = recorded
  if (identityFile && devices.length > 0) {
    const own = [
      `IdentityFile=${quotedPath(identityFile)}`,
      'IdentitiesOnly=yes',
      ...provider(recorded),
    ]
    return { settings: [...own, ...(await certificates(identityFile)), ...order], close: () => {} }
  }
  const { path, close } = await keysFor(request, devices.length > 0)
  const agent = `IdentityAgent=${path ? quotedPath(path) : 'none'}`
  if (identityFile) {
    const own = ['IdentityFile=none', 'IdentitiesOnly=no', ...(await certificates(identityFile))]
    return { settings: [agent, ...own, ...order], close }
  }
  if (recorded.useSshConfig) return { settings: [agent], close }
  return { settings: ['IdentityFile=none', agent, ...order], close }
}

/** Without ssh_config there is the variable that ssh-keygen and ssh-add heed, and ssh does not. */
function provider({ useSshConfig }: Agent): string[] {
  const library = process.env.SSH_SK_PROVIDER
  return library && !useSshConfig ? [`SecurityKeyProvider=${quotedPath(library)}`] : []
}

const order = ['PreferredAuthentications=publickey,keyboard-interactive,password']

/** The operator's own ssh-agent where it is enough; '' for none. */
async function keysFor(request: ConnectRequest, devices: boolean) {
  const { agent, sshAuthSock, login } = request
  const own = { path: sshAuthSock ?? '', close: () => {} }
  const keys = await login.prepare(sshAuthSock).catch((error: unknown): readonly Candidate[] => {
    if (devices) return []
    throw error
  })
  if (!keys.some((key) => key.file) && !agent.recorded.identityFile) return own
  return keyAgent({ keys, sshAuthSock, others: !agent.identitiesOnly })
}

async function certificates(file: string): Promise<string[]> {
  const beside = await present([`${file}-cert.pub`])
  return beside.map((path) => `CertificateFile=${quotedPath(path)}`)
}

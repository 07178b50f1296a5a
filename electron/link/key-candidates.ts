import type { BaseAgent, ParsedKey, SigningRequestOptions } from 'ssh2'
import ssh2 from 'ssh2'
import type { Destination } from './destination.ts'
import { noSshAgent } from './failures.ts'
import { OneKey } from './one-key.ts'

/** A key to offer to a server. */
export interface Candidate {
  /** Its file; undefined: it is in the ssh-agent. */
  readonly file: string | undefined
  readonly publicKey: ParsedKey
  /** For the library: an ssh-agent that holds this key alone. */
  readonly holder: OneKey
}

/** An ssh-agent answers at once or not at all. */
const sshAgentPatienceMs = 5000

/**
 * The keys in the order in which they are offered, since servers count each one that they refuse:
 * those of the identity files that the ssh-agent holds, its others unless the identity files are to
 * be the only ones, then the other files.
 */
export function inOrder(
  files: readonly Candidate[],
  held: readonly Candidate[],
  identitiesOnly: boolean,
): Candidate[] {
  const heldFiles = files.flatMap((file) => held.filter((key) => isSame(file, key)))
  const otherHeld = identitiesOnly ? [] : held.filter((key) => !heldFiles.includes(key))
  const otherFiles = files.filter((file) => !heldFiles.some((key) => isSame(file, key)))
  return [...heldFiles, ...otherHeld, ...otherFiles]
}

function isSame(one: Candidate, other: Candidate): boolean {
  return one.publicKey.getPublicSSH().equals(other.publicKey.getPublicSSH())
}

/**
 * The keys that an ssh-agent holds; none without one. Kinds that the library does not know (`sk-`,
 * certificates) are left out. Throws `login-failed` when it does not answer.
 */
export async function heldKeys(
  agent: Destination,
  sshAuthSock: string | undefined,
): Promise<Candidate[]> {
  if (!sshAuthSock) return []
  const sshAgent = ssh2.createAgent(sshAuthSock)
  const keys = await identitiesOf(sshAgent).catch((error: Error) => {
    throw noSshAgent(agent, error)
  })
  return keys.map((publicKey) => ({
    file: undefined,
    publicKey,
    holder: new OneKey(publicKey, (data, options) => signature(sshAgent, publicKey, data, options)),
  }))
}

function identitiesOf(sshAgent: BaseAgent): Promise<ParsedKey[]> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error('no answer in time'))
    const timer = setTimeout(late, sshAgentPatienceMs)
    sshAgent.getIdentities((error, found = []) => {
      clearTimeout(timer)
      const parsed = found.map((key) => ssh2.utils.parseKey(key as Buffer))
      if (error) reject(error)
      else resolve(parsed.filter((key): key is ParsedKey => !(key instanceof Error)))
    })
  })
}

function signature(
  sshAgent: BaseAgent,
  key: ParsedKey,
  data: Buffer,
  options: SigningRequestOptions,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sshAgent.sign(key, data, options, (error, made) => {
      if (made) resolve(made)
      else reject(error ?? new Error('the ssh-agent signed nothing'))
    })
  })
}

import { execFile } from 'node:child_process'
import type { CarrierName } from '../contract/agent.ts'
import type { Destination } from './destination.ts'
import { heldKeyTypes } from './held-keys.ts'
import { keyTypeOfFile } from './key-type.ts'
import { type HostRecord, hostKeysOf } from './known-hosts.ts'
import { present } from './present.ts'

/** The carrier of a connection, and why it is this one. */
export interface CarrierChoice {
  readonly name: CarrierName
  /** In words for the operator: 'set for this agent', 'there is a certificate beside …'. */
  readonly reason: string
}

/** What can be found out before a connection is made. */
export interface CarrierFacts {
  readonly agent: Destination
  readonly records: readonly HostRecord[]
  /** Certificates to log in with. */
  readonly certificates: readonly string[]
  /** Types of the keys to log in with; in the ssh-agent's case, of those that it holds. */
  readonly keyTypes: readonly string[]
  /** A Kerberos ticket is at hand. */
  readonly ticket: boolean
}

/** What a server asks of its carrier that the ssh2 library cannot do; undefined: nothing. Pure. */
export function whyOpenSsh(facts: CarrierFacts): string | undefined {
  const { agent, records, certificates, keyTypes, ticket } = facts
  const [certificate] = certificates
  if (agent.proxyCommand) return 'ssh_config has a ProxyCommand'
  if (certificate) return `there is a certificate to log in with: ${certificate}`
  const securityKey = keyTypes.find((type) => type.startsWith('sk-'))
  if (securityKey) return `the key is a security key (${securityKey})`
  const held = keyTypes.find((type) => type.includes('-cert-'))
  if (held) return `the ssh-agent holds a certificate (${held})`
  if (agent.revokedKeysFile) return 'ssh_config names a file of revoked keys'
  const byCertificate = hostKeysOf(records).length === 0 ? certificateReason(records) : undefined
  if (byCertificate) return byCertificate
  if (agent.gssapi && ticket) return 'ssh_config allows GSSAPI, and there is a Kerberos ticket'
  return undefined
}

/** What a host's certificate could change, where no key of its own is on record. */
function certificateReason(records: readonly HostRecord[]): string | undefined {
  if (records.some((record) => record.authority)) {
    return 'known_hosts vouches for the host key by a certificate authority'
  }
  if (records.some((record) => record.revoked)) {
    return 'known_hosts has a revoked key, which may have signed a certificate of the host'
  }
  return undefined
}

/** Looks at this machine's files and ssh-agent. */
export async function carrierFacts(
  agent: Destination,
  records: readonly HostRecord[],
  sshAuthSock: string | undefined,
): Promise<CarrierFacts> {
  const { identityFiles, certificateFiles, gssapi } = agent
  const [beside, keyTypes, ticket] = await Promise.all([
    present(identityFiles.map((file) => `${file}-cert.pub`)),
    loginKeyTypes(identityFiles[0], sshAuthSock),
    gssapi && ticketAtHand(),
  ])
  return { agent, records, certificates: [...certificateFiles, ...beside], keyTypes, ticket }
}

async function loginKeyTypes(
  identityFile: string | undefined,
  sshAuthSock: string | undefined,
): Promise<string[]> {
  if (!identityFile) return sshAuthSock ? heldKeyTypes(sshAuthSock) : []
  const type = await keyTypeOfFile(identityFile)
  return type ? [type] : []
}

/** In the file where Kerberos keeps tickets unless told otherwise; else `klist` knows. */
async function ticketAtHand(): Promise<boolean> {
  const name = process.env.KRB5CCNAME ?? `FILE:/tmp/krb5cc_${process.getuid?.()}`
  const isFile = name.startsWith('FILE:') || name.startsWith('/')
  if (isFile && (await present([name.replace(/^FILE:/, '')])).length > 0) return true
  return new Promise((resolve) => {
    execFile('klist', ['-s'], { timeout: 5000 }, (error) => resolve(error === null))
  })
}

import { readFile } from 'node:fs/promises'
import type { AlgorithmList, ServerHostKeyAlgorithm } from 'ssh2'
import type { Agent, HostKey } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import { type Destination, recordNameOf } from './destination.ts'
import {
  fingerprintOf,
  type HostRecord,
  hostKeysOf,
  hostRecords,
  judge,
  keyType,
} from './known-hosts.ts'
import { packetOf } from './packets.ts'

/** All records of a server's host key in these files; one that is not there has none. */
export async function recordsFor(
  agent: Destination,
  files: readonly string[],
): Promise<HostRecord[]> {
  const name = recordNameOf(agent)
  const found = await Promise.all(
    [...new Set(files)].map(async (file) =>
      hostRecords(await textOf(agent, file), file, name, agent.host),
    ),
  )
  return found.flat()
}

async function textOf(agent: Agent, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new Failure(
      {
        code: 'input-invalid',
        message: `The known_hosts file ${file} cannot be read: ${(error as Error).message}.`,
        agent: agent.name,
        advice: 'Make the file readable, or record another knownHostsFile for this agent.',
      },
      { cause: error },
    )
  }
}

const algorithmsOf: Record<string, ServerHostKeyAlgorithm[]> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
}

/**
 * The library's own list with the recorded key types first. They are removed before they are put in
 * front because the library leaves alone what its list already has.
 */
export function preferRecorded(
  records: readonly HostRecord[],
): AlgorithmList<ServerHostKeyAlgorithm> | undefined {
  const recorded = hostKeysOf(records).flatMap((r) => algorithmsOf[r.type] ?? [])
  const first = [...new Set(recorded)]
  return first.length === 0 ? undefined : { remove: first, prepend: first, append: [] }
}

/** An offered key with what is on record about it. */
export function describeHostKey(
  agent: Agent,
  records: readonly HostRecord[],
  offered: Buffer,
): HostKey {
  return {
    agent: agent.name,
    type: keyType(offered) ?? 'unknown',
    fingerprint: fingerprintOf(offered),
    verdict: judge(records, offered),
    recorded: hostKeysOf(records).map((r) => fingerprintOf(r.key)),
    places: placesOf(records),
  }
}

/** Where each record stands, for whoever has to look there. */
export function placesOf(records: readonly HostRecord[]): HostKey['places'] {
  return records.map((record) => ({
    ...{ where: record.where, type: record.type, kind: kindOf(record) },
    fingerprint: fingerprintOf(record.key),
  }))
}

function kindOf({ revoked, authority }: HostRecord): HostKey['places'][number]['kind'] {
  return revoked ? 'revoked' : authority ? 'authority' : 'recorded'
}

/** Why a key is not trusted that is not the one which was compared. */
export function anotherKey({ name, host, port }: Agent, key: HostKey, compared: string): Failure {
  return new Failure({
    code: 'host-key-unknown',
    agent: name,
    message: `${host} port ${port} offers another host key than the one that was compared.`,
    advice:
      'It is not trusted. Ask the machine’s owner for its fingerprint; if the one given is right, ' +
      'someone is in between.',
    evidence: `compared: ${compared}\noffered: ${key.type} ${key.fingerprint}`,
  })
}

/** Why a host key that is not `trusted` ends the connection. */
export function hostKeyFailure(agent: Agent, key: HostKey): Failure {
  const server = `${agent.host} port ${agent.port}`
  const evidence = [
    `offered: ${key.type} ${key.fingerprint}`,
    ...key.places.map((p) => `${p.kind}: ${p.type} ${p.fingerprint} (${p.where})`),
  ].join('\n')
  const about = { agent: agent.name, evidence }
  switch (key.verdict) {
    case 'changed':
      return new Failure({
        ...about,
        code: 'host-key-changed',
        message: `The host key of ${server} is not the one on record.`,
        advice:
          'Someone may be in between. Ask the machine’s owner for its fingerprint. Only if the new ' +
          'one is right, remove the recorded line and trust the new key.',
      })
    case 'revoked':
      return new Failure({ ...about, code: 'host-key-revoked', ...revokedText(server, key) })
    default:
      return new Failure({
        ...about,
        code: 'host-key-unknown',
        message: `The host key of ${server} has never been seen.`,
        advice: 'Compare the fingerprint with what the machine’s owner says, then trust it.',
      })
  }
}

function revokedText(server: string, { revokedAuthority }: HostKey) {
  if (revokedAuthority === undefined) {
    return {
      message: `The host key of ${server} is marked as revoked.`,
      advice: 'Give the machine a new host key, then trust that one.',
    }
  }
  return {
    message: `The authority that signed the host certificate of ${server} is revoked.`,
    advice:
      'Have the host key signed by an authority that is in use (HostCertificate in its ' +
      'sshd_config), or take the certificate away and trust the host key itself.',
  }
}

/**
 * The revoked authority that signed a certificate. A certificate carries its signer's key as one
 * string (PROTOCOL.certkeys), its host's own key only in parts.
 */
export function revokedAuthorityOf(
  records: readonly HostRecord[],
  certificate: Buffer,
): string | undefined {
  const signer = records.find((r) => r.revoked && certificate.includes(packetOf(r.key)))
  return signer && fingerprintOf(signer.key)
}

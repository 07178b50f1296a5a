import { readFile, writeFile } from 'node:fs/promises'
import type { HostKey } from '../../contract/agent.ts'
import type { ConnectRequest, OfferedKey } from '../carrier.ts'
import { describeHostKey, placesOf, revokedAuthorityOf } from '../host-keys.ts'
import { fingerprintOf } from '../known-hosts.ts'
import { keyArguments, quotedPath } from './arguments.ts'
import { masterFailure, refusedHostKey, revokedBy, revokedHostKey } from './failures.ts'
import { privateFile } from './private-folder.ts'
import { removeAll, runSsh } from './process.ts'
import { refusedWay } from './refused-way.ts'

/** ssh runs it with a file, the key's type, its fingerprint and the key itself. */
const noteKey = 'echo "$2 $3 $4" >> "$1"\n'

/**
 * The host key that a server offers, told by ssh to a KnownHostsCommand. No login is tried. Where
 * known_hosts has a certificate authority, what ssh makes of the certificate is the verdict. Of a key
 * that a file of revoked keys names ssh tells nothing: it is looked at again without that file.
 */
export async function offeredHostKey(
  request: ConnectRequest,
  env?: Readonly<Record<string, string>>,
): Promise<OfferedKey> {
  const { offered, said } = await look(request, true, env)
  if (offered) return describeOffered(request, offered, said)
  const file = revokedBy(said)
  const seen = file === undefined ? undefined : (await look(request, false, env)).offered
  if (file === undefined || !seen) {
    throw (await refusedWay(request)) ?? masterFailure(request.agent, said)
  }
  const { key, bytes } = describeOffered(request, seen, said)
  const { type, fingerprint } = key
  const place = { where: file, type, fingerprint, kind: 'revoked' } as const
  return { key: { ...key, verdict: 'revoked', places: [...key.places, place] }, bytes }
}

/** What ssh finds at the server, and says of it. */
async function look(
  request: ConnectRequest,
  heedRevoked: boolean,
  env?: Readonly<Record<string, string>>,
) {
  const [script, found, log] = [privateFile('sh'), privateFile('key'), privateFile('log')]
  await writeFile(script, noteKey)
  const hook = `/bin/sh ${quotedPath(script)} ${quotedPath(found)} %t %f %K`
  try {
    const { said } = await runSsh(request, keyArguments(request, hook, log, heedRevoked), log, env)
    return { offered: lastKey(await readFile(found, 'utf8').catch(() => '')), said }
  } finally {
    await removeAll(script, found, log)
  }
}

interface Noted {
  readonly type: string
  readonly fingerprint: string
  readonly bytes: Buffer
}

/** ssh asks before it has a key, too: it has no fingerprint then. */
function lastKey(text: string): Noted | undefined {
  const lines = text.split('\n').map((line) => line.split(' '))
  const [type, fingerprint, base64] =
    lines.findLast((fields) => fields[1]?.startsWith('SHA256:')) ?? []
  if (!type || !fingerprint || !base64) return undefined
  return { type, fingerprint, bytes: Buffer.from(base64, 'base64') }
}

function describeOffered(
  { agent, records }: ConnectRequest,
  { type, fingerprint, bytes }: Noted,
  said: string,
): OfferedKey {
  if (!type.includes('-cert-')) return { key: describeHostKey(agent, records, bytes), bytes }
  const authorities = records.filter((record) => record.authority && !record.revoked)
  const revokedAuthority = revokedAuthorityOf(records, bytes)
  const key = {
    ...{ agent: agent.name, type, fingerprint, verdict: verdictOf(said) },
    ...(revokedAuthority !== undefined && { revokedAuthority }),
    recorded: authorities.map((record) => fingerprintOf(record.key)),
    places: placesOf(records),
  }
  return { key, bytes }
}

function verdictOf(said: string): HostKey['verdict'] {
  if (revokedHostKey(said)) return 'revoked'
  return refusedHostKey(said) ? 'unknown' : 'trusted'
}

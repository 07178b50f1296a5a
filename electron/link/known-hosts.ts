import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { HostKey } from '../contract/agent.ts'
import { indexOf } from './known-hosts-index.ts'

/** A line of a known_hosts file that speaks of one server. */
export interface HostRecord {
  /** The line says that this key must not be used any more. */
  readonly revoked: boolean
  /** The key is no host's: it signs host certificates (`@cert-authority`). */
  readonly authority: boolean
  /** Key type as written: 'ssh-ed25519', 'ssh-rsa' … */
  readonly type: string
  readonly key: Buffer
  /** 'FILE:LINE', for advice. */
  readonly where: string
}

/** How a server is written in known_hosts: `host`, or `[host]:port` off the default port. */
export function knownHostName(host: string, port = 22): string {
  const name = host.toLowerCase()
  return port === 22 ? name : `[${name}]:${port}`
}

/**
 * The records of a known_hosts text that speak of a server. Unreadable lines are passed over, as
 * sshd(8) asks of readers that do not understand a line. A certificate authority may be recorded
 * for the host on all its ports: it is found by `host`, too.
 */
export function hostRecords(text: string, file: string, name: string, host = name): HostRecord[] {
  const lines = indexOf(text).linesFor(name)
  return lines.flatMap(([number, line]) => {
    const record = parseLine(line, name, host)
    return record ? [{ ...record, where: `${file}:${number + 1}` }] : []
  })
}

function parseLine(
  line: string,
  name: string,
  host: string,
): Omit<HostRecord, 'where'> | undefined {
  const fields = line.split(/[ \t]+/)
  const marker = line.startsWith('@') ? fields.shift() : undefined
  const [hosts, type, base64] = fields
  if (line.startsWith('#') || !hosts || !type || !base64) return undefined
  if (marker !== undefined && !markers.has(marker)) return undefined
  const key = Buffer.from(base64, 'base64')
  const authority = marker === '@cert-authority'
  const named = namesServer(hosts, name) || (authority && namesServer(hosts, host.toLowerCase()))
  return keyType(key) === type && named
    ? { revoked: marker === '@revoked', authority, type, key }
    : undefined
}

const markers = new Set(['@revoked', '@cert-authority'])

/** The type that a public key's bytes name; undefined if they are no key. */
export function keyType(key: Buffer): string | undefined {
  if (key.length < 4) return undefined
  const length = key.readUInt32BE(0)
  return length > 64 || key.length < 4 + length ? undefined : key.toString('latin1', 4, 4 + length)
}

function namesServer(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return hashMatches(hosts, name)
  const patterns = hosts.toLowerCase().split(',')
  const refused = patterns.some((p) => p.startsWith('!') && wildcardMatches(p.slice(1), name))
  return !refused && patterns.some((p) => !p.startsWith('!') && wildcardMatches(p, name))
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, as `ssh-keygen -H` writes it. */
function hashMatches(entry: string, name: string): boolean {
  const [, version, salt, hash] = entry.split('|')
  if (version !== '1' || !salt || !hash) return false
  const wanted = Buffer.from(hash, 'base64')
  const made = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest()
  return wanted.length === made.length && timingSafeEqual(wanted, made)
}

/** `*` and `?` as sshd(8) has them; linear in the pattern, whatever a file holds. */
function wildcardMatches(pattern: string, name: string): boolean {
  let p = 0
  let n = 0
  let star = -1
  let resume = 0
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++
      resume = n
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++resume
    } else return false
  }
  return /^\**$/.test(pattern.slice(p))
}

/** A key's fingerprint as `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** The records of the host's own keys that may be used. */
export function hostKeysOf(records: readonly HostRecord[]): readonly HostRecord[] {
  return records.filter((record) => !record.revoked && !record.authority)
}

/**
 * What the records say about the key that a server offers. A server with recorded keys that offers
 * another one is `changed`, also when the other is of another type: recorded types are asked for
 * first, so a server that still had its recorded key would have offered it.
 */
export function judge(records: readonly HostRecord[], offered: Buffer): HostKey['verdict'] {
  if (records.some((r) => r.revoked && r.key.equals(offered))) return 'revoked'
  const recorded = hostKeysOf(records)
  if (recorded.length === 0) return 'unknown'
  return recorded.some((r) => r.key.equals(offered)) ? 'trusted' : 'changed'
}

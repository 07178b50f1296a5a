import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ParsedKey } from 'ssh2'
import ssh2 from 'ssh2'

/** A key file's key; undefined: it is none, is encrypted, or this is not its passphrase. */
export function parsed(bytes: Buffer, passphrase?: string): ParsedKey | undefined {
  const key = ssh2.utils.parseKey(bytes, passphrase)
  if (!(key instanceof Error)) return key
  const pem = plainPem(bytes, passphrase)
  const known = pem === undefined ? undefined : ssh2.utils.parseKey(pem)
  return known instanceof Error ? undefined : known
}

/** PKCS #8, and what else OpenSSL reads, in the older format that the library reads. */
function plainPem(bytes: Buffer, passphrase?: string): string | undefined {
  try {
    const key = createPrivateKey({ key: bytes, format: 'pem', ...(passphrase && { passphrase }) })
    const type = key.asymmetricKeyType === 'ec' ? 'sec1' : 'pkcs1'
    return key.export({ type, format: 'pem' }).toString()
  } catch {
    return undefined
  }
}

/** Whether a file that cannot be read as it is may be read with a passphrase. */
export function isEncrypted(bytes: Buffer): boolean {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(bytes.toString('latin1')))
    return true
  const key = ssh2.utils.parseKey(bytes)
  return key instanceof Error && /passphrase/i.test(key.message)
}

/** The public key in OpenSSH's own format, which is not encrypted with the private one. */
export function publicPart(bytes: Buffer): ParsedKey | undefined {
  const base64 = /BEGIN OPENSSH PRIVATE KEY-+([\s\S]*?)-+END/.exec(bytes.toString('latin1'))?.[1]
  if (base64 === undefined) return undefined
  const body = Buffer.from(base64, 'base64')
  try {
    let at = 'openssh-key-v1\0'.length
    const field = (): Buffer => {
      const length = body.readUInt32BE(at)
      at += 4 + length
      return body.subarray(at - length, at)
    }
    for (const _ of ['cipher', 'kdf', 'kdf options']) field()
    at += 4 // the number of keys: one
    const key = ssh2.utils.parseKey(field())
    return key instanceof Error ? undefined : key
  } catch {
    return undefined
  }
}

/** The public key in the file beside a private one, if it is there. */
export async function publicFile(path: string): Promise<ParsedKey | undefined> {
  const bytes = await readFile(`${path}.pub`).catch(() => undefined)
  const key = bytes && ssh2.utils.parseKey(bytes)
  return key instanceof Error ? undefined : key
}

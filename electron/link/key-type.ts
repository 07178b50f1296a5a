import { readFile } from 'node:fs/promises'
import { keyType } from './known-hosts.ts'
import { Fields } from './packets.ts'

/**
 * The type of the key in a private key file ('ssh-ed25519', 'sk-ssh-ed25519@openssh.com' …), which
 * OpenSSH's format tells without the passphrase. Undefined: it is of another format, or no key.
 */
export async function keyTypeOfFile(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'latin1').catch(() => '')
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(text)?.[1]
  if (!body) return undefined
  try {
    return keyType(publicKeyOf(Buffer.from(body, 'base64')))
  } catch {
    return undefined
  }
}

const magic = 'openssh-key-v1\0'

/** PROTOCOL.key: cipher, key derivation and its options, the number of keys, the public keys. */
function publicKeyOf(bytes: Buffer): Buffer {
  const fields = new Fields(bytes.subarray(magic.length))
  fields.bytes()
  fields.bytes()
  fields.bytes()
  fields.uint32()
  return fields.bytes()
}

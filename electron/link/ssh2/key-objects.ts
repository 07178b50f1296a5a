import { createSecretKey } from 'node:crypto'
import type ssh2 from 'ssh2'

/** What the library keeps of a connection that encrypts with AES-GCM; no part of its interface. */
interface Inside {
  readonly _protocol?: {
    readonly _cipher?: { _encKey?: unknown }
    readonly _decipher?: { _decipherKey?: unknown }
  }
}

/**
 * Keeps the keys of a connection as key objects. The library makes a cipher for each packet, and of a
 * key that is a buffer Node finds out anew each time what it is: 22 of 26 µs a packet with Node 24.
 * What another version of the library may not have is left as it is.
 */
export function withKeyObjects(client: ssh2.Client): ssh2.Client {
  // After each exchange of keys.
  client.on('handshake', () => {
    const { _cipher: out, _decipher: back } = (client as Inside)._protocol ?? {}
    if (Buffer.isBuffer(out?._encKey)) out._encKey = createSecretKey(out._encKey)
    if (Buffer.isBuffer(back?._decipherKey)) back._decipherKey = createSecretKey(back._decipherKey)
  })
  return client
}

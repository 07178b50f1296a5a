import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { ParsedKey } from 'ssh2'
import ssh2 from 'ssh2'
import { PacketReader, packetOf } from '../packets.ts'
import { privateFile } from './private-folder.ts'

const sockets = new WeakMap<ParsedKey, Promise<string>>()

/**
 * The socket of an ssh-agent in this process that holds one opened key: the system's ssh logs in with
 * it without asking for a passphrase, and never sees the key.
 */
export function keyAgent(key: ParsedKey): Promise<string> {
  const known = sockets.get(key) ?? listen(key)
  sockets.set(key, known)
  return known
}

async function listen(key: ParsedKey): Promise<string> {
  const path = privateFile('agent')
  const server = createServer((socket) => serve(socket, key))
  // Nobody waits for it at the end.
  server.unref()
  server.listen(path)
  await once(server, 'listening')
  return path
}

const failure = 5
/** What the library knows how to answer: a list of the keys, a signature. */
const known: readonly (number | undefined)[] = [11, 13]

function serve(socket: Socket, key: ParsedKey): void {
  const protocol = new ssh2.AgentProtocol(false)
  const reader = new PacketReader()
  // Nobody waits for it at the end.
  socket.unref()
  socket.on('error', () => {})
  protocol.on('error', () => socket.destroy())
  protocol.on('data', (chunk: Buffer) => socket.write(chunk))
  protocol.on('identities', (request) => protocol.getIdentitiesReply(request, [key]))
  protocol.on('sign', (request, _wanted, data, options) => {
    // The library returns an error where its types say that it throws.
    const signature: Buffer | Error = key.sign(data, options.hash)
    if (signature instanceof Error) protocol.failureReply(request)
    else protocol.signReply(request, inSshForm(key.type, signature))
  })
  socket.on('data', (chunk: Buffer) => {
    for (const message of reader.push(chunk)) {
      // It does not pass over the rest of a message that it does not know, an extension say.
      if (known.includes(message[0])) protocol.write(packetOf(message))
      else socket.write(packetOf(Buffer.of(failure)))
    }
  })
}

/** An ECDSA signature is two numbers: in DER from the library, two strings in SSH (RFC 5656). */
function inSshForm(type: string, signature: Buffer): Buffer {
  if (!type.startsWith('ecdsa-')) return signature
  // SEQUENCE, its length in one byte or, for the longest, in two; INTEGER r; INTEGER s.
  const r = (signature[1] as number) > 0x80 ? 3 : 2
  const rEnd = r + 2 + (signature[r + 1] as number)
  return Buffer.concat([
    packetOf(signature.subarray(r + 2, rEnd)),
    packetOf(signature.subarray(rEnd + 2)),
  ])
}

import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { askSshAgent, type HeldKey, heldBlobs, identities } from '../held-keys.ts'
import type { Candidate } from '../key-candidates.ts'
import { Fields, PacketReader, packet, packetOf } from '../packets.ts'
import { privateFile } from './private-folder.ts'

/** What an ssh-agent in this process shows to one ssh. */
export interface OfferedKeys {
  /** In the order in which servers get to see them. */
  readonly keys: readonly Candidate[]
  /** The operator's ssh-agent: it signs for its own keys. */
  readonly sshAuthSock: string | undefined
  /** Show that agent's other keys too, of kinds that the library does not know. */
  readonly others: boolean
}

export interface KeyAgent {
  readonly path: string
  close(): void
}

/**
 * An ssh-agent in this process: the system's ssh logs in with keys that are opened here, when a server
 * takes them and not before, and never sees the keys or their passphrases.
 */
export async function keyAgent(offered: OfferedKeys): Promise<KeyAgent> {
  const path = privateFile('agent')
  const server = createServer((socket) => serve(socket, offered))
  // Nobody waits for it at the end.
  server.unref()
  server.listen(path)
  await once(server, 'listening')
  return { path, close: () => server.close() }
}

const message = { failure: 5, requestIdentities: 11, signRequest: 13, signResponse: 14 } as const

function serve(socket: Socket, offered: OfferedKeys): void {
  const reader = new PacketReader()
  socket.unref()
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    for (const request of reader.push(chunk)) {
      const answering = answerTo(request, offered).catch(() => packetOf(Buffer.of(message.failure)))
      void answering.then((bytes) => socket.write(bytes))
    }
  })
}

async function answerTo(request: Buffer, offered: OfferedKeys): Promise<Buffer> {
  if (request[0] === message.requestIdentities) return identities(await shown(offered))
  if (request[0] !== message.signRequest) return packetOf(Buffer.of(message.failure))
  const fields = new Fields(request.subarray(1))
  const [blob, data, flags] = [fields.bytes(), fields.bytes(), fields.uint32()]
  const ours = offered.keys.find((key) => key.file && key.publicKey.getPublicSSH().equals(blob))
  if (ours) return packet({ byte: message.signResponse }, await signature(ours, data, flags))
  const signed = offered.sshAuthSock && (await askSshAgent(offered.sshAuthSock, request))
  return packetOf(signed || Buffer.of(message.failure))
}

async function shown({ keys, sshAuthSock, others }: OfferedKeys): Promise<HeldKey[]> {
  const own = keys.map(({ publicKey, file }) => ({
    blob: publicKey.getPublicSSH(),
    comment: Buffer.from(file ?? 'ssh-agent'),
  }))
  const held = others && sshAuthSock ? await heldBlobs(sshAuthSock) : []
  return [...own, ...held.filter(({ blob }) => !own.some((key) => key.blob.equals(blob)))]
}

/** Flags of a request, for RSA alone (RFC 8332). */
const rsaHashes: Record<number, string> = { 2: 'sha256', 4: 'sha512' }

async function signature({ publicKey, holder }: Candidate, data: Buffer, flags: number) {
  const { type } = publicKey
  const hash = type === 'ssh-rsa' ? rsaHashes[flags] : undefined
  const made = await holder.signature(data, { ...(hash && { hash: hash as 'sha256' }) })
  const name = hash ? `rsa-sha2-${hash.slice(3)}` : type
  // Behind its length, as a field of the answer is.
  return packet(name, inSshForm(type, made)).subarray(4)
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

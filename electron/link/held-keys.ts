import { connect } from 'node:net'
import { keyType } from './known-hosts.ts'
import { Fields, PacketReader, packet, packetOf } from './packets.ts'

const requestIdentities = 11
const identitiesAnswer = 12
const patienceMs = 2000

/** A key in an ssh-agent, as the agent tells it. */
export interface HeldKey {
  readonly blob: Buffer
  readonly comment: Buffer
}

/** The keys that an ssh-agent holds, those included that the library cannot read; none without one. */
export async function heldBlobs(socketPath: string): Promise<HeldKey[]> {
  // Without one there is nothing to tell; the login says why it fails.
  const answer = await askSshAgent(socketPath, Buffer.of(requestIdentities), patienceMs)
  try {
    return answer ? keysIn(new Fields(answer)) : []
  } catch {
    return []
  }
}

/** Their types. */
export async function heldKeyTypes(socketPath: string): Promise<string[]> {
  return (await heldBlobs(socketPath)).flatMap(({ blob }) => keyType(blob) ?? [])
}

/** An ssh-agent's answer to one message; undefined: there is none. Without `patience` it may take long. */
export function askSshAgent(
  socketPath: string,
  message: Buffer,
  patience = 0,
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    const reader = new PacketReader()
    const done = (answer?: Buffer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(patience, () => done())
    socket.on('error', () => done())
    socket.on('close', () => done())
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const answer of reader.push(chunk)) done(answer)
      } catch {
        done()
      }
    })
    socket.write(packetOf(message))
  })
}

function keysIn(answer: Fields): HeldKey[] {
  if (answer.byte() !== identitiesAnswer) return []
  const keys: HeldKey[] = []
  for (let left = answer.uint32(); left > 0; left--) {
    keys.push({ blob: answer.bytes(), comment: answer.bytes() })
  }
  return keys
}

/** What an ssh-agent answers when it is asked for its keys, behind its length. */
export function identities(keys: readonly HeldKey[]): Buffer {
  const fields = keys.flatMap(({ blob, comment }) => [blob, comment])
  return packet({ byte: identitiesAnswer }, keys.length, ...fields)
}

import { connect } from 'node:net'
import { keyType } from './known-hosts.ts'
import { Fields, PacketReader, packet } from './packets.ts'

const requestIdentities = 11
const identitiesAnswer = 12
const patienceMs = 2000

/** Types of the keys that an ssh-agent holds, those included that the library cannot read. */
export function heldKeyTypes(socketPath: string): Promise<string[]> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    const reader = new PacketReader()
    const done = (types: string[]) => {
      socket.destroy()
      resolve(types)
    }
    socket.setTimeout(patienceMs, () => done([]))
    // Without one there is nothing to tell; the login says why it fails.
    socket.on('error', () => done([]))
    socket.on('close', () => done([]))
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const answer of reader.push(chunk)) done(typesIn(new Fields(answer)))
      } catch {
        done([])
      }
    })
    socket.write(packet({ byte: requestIdentities }))
  })
}

function typesIn(answer: Fields): string[] {
  if (answer.byte() !== identitiesAnswer) return []
  const types: string[] = []
  for (let left = answer.uint32(); left > 0; left--) {
    const type = keyType(answer.bytes())
    answer.bytes()
    if (type) types.push(type)
  }
  return types
}

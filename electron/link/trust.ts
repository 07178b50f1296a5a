import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Destination, recordNameOf } from './destination.ts'
import { keyType } from './known-hosts.ts'

/**
 * Adds an agent's host key to a known_hosts file. One appended write, so that two programs that
 * add at the same time lose nothing of each other's.
 */
export async function appendHostKey(file: string, agent: Destination, key: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const handle = await open(file, 'a+', 0o600)
  try {
    const name = recordNameOf(agent)
    const line = `${name} ${keyType(key)} ${key.toString('base64')}\n`
    await handle.appendFile((await endsMidLine(handle)) ? `\n${line}` : line)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function endsMidLine(handle: import('node:fs/promises').FileHandle): Promise<boolean> {
  const { size } = await handle.stat()
  if (size === 0) return false
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] !== 0x0a
}

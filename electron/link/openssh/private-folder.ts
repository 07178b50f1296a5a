import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let folder: string | undefined

/**
 * A folder of this process that nobody else may enter, for control sockets. Its path is short: that
 * of a socket has 104 bytes at most, of which ssh needs 17 for itself. Removed at the end.
 */
export function privateFolder(): string {
  if (folder) return folder
  const made = mkdtempSync(join(process.env.XDG_RUNTIME_DIR || tmpdir(), 'quotadeck-'))
  process.on('exit', () => rmSync(made, { recursive: true, force: true }))
  folder = made
  return made
}

let count = 0

/** The path of a file in it that does not exist yet. */
export function privateFile(ending: string): string {
  return join(privateFolder(), `${++count}.${ending}`)
}

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const stamp = join(root, 'node_modules/.quotadeck-lock')

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/** Whether npm's packages that are there were installed from this very lock file. */
export function modulesAreThere() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockDigest()
}

/** They have just been installed. */
export function recordModules() {
  writeFileSync(stamp, lockDigest())
}

import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import envPaths from 'env-paths'

/**
 * The one folder in which every face keeps its data: the platform's own place, or
 * `QUOTADECK_DATA_DIR`. Made when missing, for its owner alone.
 */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.QUOTADECK_DATA_DIR
  const folder = chosen ? resolve(chosen) : envPaths('quotadeck', { suffix: '' }).data
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

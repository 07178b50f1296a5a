import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AgentTable } from './agents.ts'
import { BuildStore } from './builds.ts'
import { GroupTable } from './groups.ts'
import { migrate } from './migrations.ts'
import { RolloutTable } from './rollouts.ts'
import { SightingTable } from './sightings.ts'

/** What Quotadeck remembers. Several processes may have the same folder open. Holds no secret. */
export interface Store {
  readonly folder: string
  readonly agents: AgentTable
  readonly groups: GroupTable
  readonly builds: BuildStore
  readonly rollouts: RolloutTable
  readonly sightings: SightingTable
  close(): void
}

/** Opens the store in a folder; makes both when missing. */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'quotadeck.sqlite')
  const database = new DatabaseSync(path, { timeout: 10_000 })
  try {
    chmodSync(path, 0o600)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    migrate(database, path)
  } catch (error) {
    database.close()
    throw error
  }
  return {
    folder,
    agents: new AgentTable(database),
    groups: new GroupTable(database),
    builds: new BuildStore(database, join(folder, 'builds')),
    rollouts: new RolloutTable(database),
    sightings: new SightingTable(database),
    close: () => database.close(),
  }
}

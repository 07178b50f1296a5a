import type { DatabaseSync } from 'node:sqlite'
import { Failure } from '../contract/failure.ts'

/**
 * Step n brings a database from version n to n + 1. Steps that have been released never change.
 * Documents are JSON of the contract's schemas, parsed by them again when they are read.
 */
const steps: readonly string[] = [
  `CREATE TABLE agents (
     name TEXT PRIMARY KEY,
     document TEXT NOT NULL
   ) STRICT;
   CREATE TABLE builds (
     sha256 TEXT PRIMARY KEY,
     added_at INTEGER NOT NULL,
     document TEXT NOT NULL
   ) STRICT;
   CREATE TABLE rollouts (
     id TEXT PRIMARY KEY,
     started_at INTEGER NOT NULL,
     -- When the process that runs it last said that it does; ms since the epoch.
     alive_at INTEGER NOT NULL,
     revision INTEGER NOT NULL,
     document TEXT NOT NULL
   ) STRICT;
   CREATE INDEX rollouts_by_start ON rollouts (started_at);`,
  `CREATE TABLE groups (
     name TEXT PRIMARY KEY,
     document TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE sightings (
     agent TEXT PRIMARY KEY,
     -- When it was last tried to observe the agent; ms since the epoch.
     tried_at INTEGER NOT NULL,
     -- Of the last observation that succeeded.
     traits TEXT,
     -- Why the last try failed; NULL: it did not.
     failure TEXT
   ) STRICT;`,
]

/** Brings the schema up to date. Safe when several processes open a new database at once. */
export function migrate(database: DatabaseSync, path: string): void {
  if (versionOf(database) === steps.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    const version = versionOf(database)
    if (version > steps.length) throw tooNew(path, version)
    for (const step of steps.slice(version)) database.exec(step)
    database.exec(`PRAGMA user_version = ${steps.length}`)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version)
}

function tooNew(path: string, version: number): Failure {
  return new Failure({
    code: 'input-invalid',
    message: `${path} was written by a newer Quotadeck (schema ${version}, this one knows ${steps.length}).`,
    advice: 'Use the newer Quotadeck, or another folder through QUOTADECK_DATA_DIR.',
  })
}

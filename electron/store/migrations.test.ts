import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from './store.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quotadeck-migrations-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const first = `
    CREATE TABLE agents (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;
    CREATE TABLE builds (
      sha256 TEXT PRIMARY KEY, added_at INTEGER NOT NULL, document TEXT NOT NULL
    ) STRICT;
    CREATE TABLE rollouts (
      id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, alive_at INTEGER NOT NULL,
      revision INTEGER NOT NULL, document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX rollouts_by_start ON rollouts (started_at);
    INSERT INTO agents VALUES ('agent1', '{"name":"agent1","host":"10.0.0.1","port":22,
      "user":"operator","privilege":"sudo","statusFile":"/var/lib/quotadeck/status.pb"}');
    INSERT INTO builds VALUES ('ab', 1000, '{"sha256":"ab","sizeBytes":7,"version":"0.1.0",
      "mesosVersion":"1.12.0","modules":["m"],"machine":"x86-64","needed":[],"wants":{},
      "builtWith":"standin","fileName":"a.so"}');
    INSERT INTO rollouts VALUES ('r1', 1000, 1000, 3, '{"id":"r1","startedAt":1000,
      "build":{"sha256":"ab","sizeBytes":7,"version":"0.1.0","mesosVersion":"1.12.0",
      "modules":["m"],"machine":"x86-64","needed":[],"wants":{},"builtWith":"standin"},
      "state":"succeeded","agents":[]}');`

/** A store as each older schema was written, with what was in it then. */
const older: Record<number, string> = {
  0: '',
  1: first,
  2: `${first}
    CREATE TABLE groups (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;`,
}

/** Writes the store of an older Quotadeck; opens it with this one. */
function reopened(version: number) {
  const data = join(folder, `v${version}`)
  mkdirSync(data)
  const database = new DatabaseSync(join(data, 'quotadeck.sqlite'))
  database.exec(`${older[version]}; PRAGMA user_version = ${version}`)
  database.close()
  return openStore(data)
}

test('there is an older store of every schema', () => {
  const store = openStore(join(folder, 'now'))
  const database = new DatabaseSync(join(folder, 'now', 'quotadeck.sqlite'))
  const now = Number(database.prepare('PRAGMA user_version').get()?.user_version)
  expect(Object.keys(older).map(Number)).toEqual(Array.from({ length: now }, (_, i) => i))
  database.close()
  store.close()
})

test.each(Object.keys(older).map(Number))('a store of schema %i keeps what is in it', (version) => {
  const store = reopened(version)
  if (version > 0) {
    expect(store.agents.list()).toEqual([
      {
        name: 'agent1',
        host: '10.0.0.1',
        port: 22,
        user: 'operator',
        privilege: 'sudo',
        statusFile: '/var/lib/quotadeck/status.pb',
        groups: [],
        labels: {},
      },
    ])
    expect(store.builds.list()).toMatchObject([{ sha256: 'ab', fileName: 'a.so' }])
    expect(store.rollouts.list()).toMatchObject([{ id: 'r1', state: 'succeeded' }])
  }
  store.groups.save({ name: 'dc1', settings: { port: 2222 } })
  expect(store.groups.list()).toHaveLength(1)
  store.close()
})

test('a store of one schema is brought up to date once, whoever opens it', () => {
  const first = reopened(1)
  const second = openStore(join(folder, 'v1'))
  second.groups.save({ name: 'dc1', settings: {} })
  expect(first.groups.list()).toHaveLength(1)
  first.close()
  second.close()
})

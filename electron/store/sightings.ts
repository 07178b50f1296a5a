import type { DatabaseSync } from 'node:sqlite'
import { type Sighting, sightingSchema, type Traits } from '../contract/drift.ts'
import type { FailureData } from '../contract/failure.ts'

/** One try to observe an agent: what was seen, or why nothing was. */
export interface Look {
  readonly agent: string
  /** ms since the epoch. */
  readonly at: number
  readonly traits?: Traits
  readonly failure?: FailureData
}

/** The last that is known of each agent, for a map that opens at once. */
export class SightingTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Records looks; what was seen earlier stays where the last one failed. */
  save(looks: readonly Look[]): void {
    const save = this.#database.prepare(
      `INSERT INTO sightings (agent, tried_at, traits, failure) VALUES (?, ?, ?, ?)
       ON CONFLICT (agent) DO UPDATE SET
         tried_at = excluded.tried_at,
         traits = coalesce(excluded.traits, traits),
         failure = excluded.failure`,
    )
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      for (const { agent, at, traits, failure } of looks)
        save.run(agent, Math.round(at), json(traits), json(failure))
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  /** All, by the agent's name. What an older Quotadeck recorded and this one cannot read is left out. */
  list(): Map<string, Sighting> {
    const rows = this.#database.prepare('SELECT * FROM sightings ORDER BY agent').all()
    const parsed = rows.flatMap((row) => {
      const { success, data } = sightingSchema.safeParse({
        agent: row.agent,
        triedAt: row.tried_at,
        traits: parse(row.traits),
        failure: parse(row.failure),
      })
      return success ? [[data.agent, data] as const] : []
    })
    return new Map(parsed)
  }

  delete(agent: string): void {
    this.#database.prepare('DELETE FROM sightings WHERE agent = ?').run(agent)
  }
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function parse(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : undefined
}

import type { DatabaseSync } from 'node:sqlite'
import { type Rollout, rolloutSchema } from '../contract/rollout.ts'

/** A running rollout whose process has not been heard of for this long was interrupted, ms. */
export const silenceMs = 30_000

/** Rollouts as they last were, whichever process runs them. */
export class RolloutTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /**
   * Records a new rollout, unless another that is running has one of its agents: that one is
   * returned then, and nothing recorded. Holds between processes.
   */
  begin(rollout: Rollout): Rollout | undefined {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const busy = this.list().find((other) => other.state === 'running' && overlap(other, rollout))
      if (!busy) this.save(rollout)
      this.#database.exec('COMMIT')
      return busy
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  /** Writes the state down and says that its process is alive. */
  save(rollout: Rollout): void {
    this.#database
      .prepare(
        `INSERT INTO rollouts (id, started_at, alive_at, revision, document) VALUES (?, ?, ?, 1, ?)
         ON CONFLICT DO UPDATE SET
           alive_at = excluded.alive_at, revision = revision + 1, document = excluded.document`,
      )
      .run(rollout.id, rollout.startedAt, Date.now(), JSON.stringify(rollout))
  }

  /** Says that the rollout's process is alive; due well within `silenceMs`. */
  touch(id: string): void {
    this.#database.prepare('UPDATE rollouts SET alive_at = ? WHERE id = ?').run(Date.now(), id)
  }

  /** Newest first. */
  list(limit = 200): Rollout[] {
    const rows = this.#database
      .prepare('SELECT * FROM rollouts ORDER BY started_at DESC, rowid DESC LIMIT ?')
      .all(limit)
    return rows.map((row) => parseRow(row).rollout)
  }

  /** The state and its revision, which grows with every save. */
  find(id: string): { rollout: Rollout; revision: number } | undefined {
    const row = this.#database.prepare('SELECT * FROM rollouts WHERE id = ?').get(id)
    return row && parseRow(row)
  }
}

function overlap(one: Rollout, other: Rollout): boolean {
  const names = new Set(one.agents.map(({ agent }) => agent))
  return other.agents.some(({ agent }) => names.has(agent))
}

function parseRow(row: Record<string, unknown>): { rollout: Rollout; revision: number } {
  const rollout = rolloutSchema.parse(JSON.parse(String(row.document)))
  const silent = Date.now() - Number(row.alive_at) > silenceMs
  const interrupted = rollout.state === 'running' && silent
  return {
    rollout: interrupted ? { ...rollout, state: 'interrupted' } : rollout,
    revision: Number(row.revision),
  }
}

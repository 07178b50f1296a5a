import type { DatabaseSync } from 'node:sqlite'
import { type AgentRecord, agentRecordSchema } from '../contract/agent.ts'

/** The recorded agents. */
export class AgentTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** All, by name. */
  list(): AgentRecord[] {
    const rows = this.#database.prepare('SELECT document FROM agents ORDER BY name').all()
    return rows.map(parseRow)
  }

  find(name: string): AgentRecord | undefined {
    const row = this.#database.prepare('SELECT document FROM agents WHERE name = ?').get(name)
    return row && parseRow(row)
  }

  /** False when the name is taken; the recorded agent stays as it is. */
  insert(agent: AgentRecord): boolean {
    const { changes } = this.#database
      .prepare('INSERT INTO agents (name, document) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(agent.name, JSON.stringify(agent))
    return changes === 1
  }

  /** False when there is none of that name. */
  update(agent: AgentRecord): boolean {
    const { changes } = this.#database
      .prepare('UPDATE agents SET document = ? WHERE name = ?')
      .run(JSON.stringify(agent), agent.name)
    return changes === 1
  }

  /** Records all of them, or none: `check` runs first in the same transaction and may throw. */
  saveAll(agents: readonly AgentRecord[], check: () => void): void {
    const save = this.#database.prepare(
      `INSERT INTO agents (name, document) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET document = excluded.document`,
    )
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      check()
      for (const agent of agents) save.run(agent.name, JSON.stringify(agent))
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  /** False when there is none of that name. */
  delete(name: string): boolean {
    return this.#database.prepare('DELETE FROM agents WHERE name = ?').run(name).changes === 1
  }
}

function parseRow(row: Record<string, unknown>): AgentRecord {
  return agentRecordSchema.parse(JSON.parse(String(row.document)))
}

import type { DatabaseSync } from 'node:sqlite'
import { type Agent, agentSchema } from '../contract/agent.ts'

/** The recorded agents. */
export class AgentTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** All, by name. */
  list(): Agent[] {
    const rows = this.#database.prepare('SELECT document FROM agents ORDER BY name').all()
    return rows.map(parseRow)
  }

  find(name: string): Agent | undefined {
    const row = this.#database.prepare('SELECT document FROM agents WHERE name = ?').get(name)
    return row && parseRow(row)
  }

  /** False when the name is taken; the recorded agent stays as it is. */
  insert(agent: Agent): boolean {
    const { changes } = this.#database
      .prepare('INSERT INTO agents (name, document) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(agent.name, JSON.stringify(agent))
    return changes === 1
  }

  /** False when there is none of that name. */
  delete(name: string): boolean {
    return this.#database.prepare('DELETE FROM agents WHERE name = ?').run(name).changes === 1
  }
}

function parseRow(row: Record<string, unknown>): Agent {
  return agentSchema.parse(JSON.parse(String(row.document)))
}

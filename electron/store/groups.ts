import type { DatabaseSync } from 'node:sqlite'
import { type Group, groupSchema } from '../contract/inventory.ts'

/** Groups that have settings; a group without any needs no row. */
export class GroupTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** All, by name. */
  list(): Group[] {
    const rows = this.#database.prepare('SELECT document FROM groups ORDER BY name').all()
    return rows.map((row) => groupSchema.parse(JSON.parse(String(row.document))))
  }

  save(group: Group): void {
    this.#database
      .prepare(
        `INSERT INTO groups (name, document) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET document = excluded.document`,
      )
      .run(group.name, JSON.stringify(group))
  }

  /** False when there is none of that name. */
  delete(name: string): boolean {
    return this.#database.prepare('DELETE FROM groups WHERE name = ?').run(name).changes === 1
  }
}

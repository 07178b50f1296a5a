import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { buildFactsSchema } from '../contract/observation.ts'

const storedBuildSchema = buildFactsSchema.extend({ fileName: z.string() })

/** A build's facts and the name of the file it came from. */
export type StoredBuild = z.infer<typeof storedBuildSchema>

/** Compiled hooks, one file each, named by the sha256 of its content. */
export class BuildStore {
  readonly #database: DatabaseSync
  readonly #folder: string

  constructor(database: DatabaseSync, folder: string) {
    this.#database = database
    this.#folder = folder
  }

  /** Newest first. */
  list(): StoredBuild[] {
    const rows = this.#database
      .prepare('SELECT document FROM builds ORDER BY added_at DESC, rowid DESC')
      .all()
    return rows.map(parseRow)
  }

  find(sha256: string): StoredBuild | undefined {
    const row = this.#database.prepare('SELECT document FROM builds WHERE sha256 = ?').get(sha256)
    return row && parseRow(row)
  }

  /** Keeps a build. One that is there already gets the new file name and comes first again. */
  async add(build: StoredBuild, content: Uint8Array): Promise<void> {
    await this.#write(build.sha256, content)
    this.#database
      .prepare(
        `INSERT INTO builds (sha256, added_at, document) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET added_at = excluded.added_at, document = excluded.document`,
      )
      .run(build.sha256, Date.now(), JSON.stringify(build))
  }

  /** The bytes of a stored build. A file that was changed or lost on disk is a `build-invalid`. */
  async content(sha256: string): Promise<Buffer> {
    const path = this.#path(sha256)
    const content = await readFile(path).catch((cause) => {
      throw damaged(path, 'cannot be read', cause)
    })
    if (sha256Of(content) !== sha256)
      throw damaged(path, 'has other content than when it was added')
    return content
  }

  async #write(sha256: string, content: Uint8Array): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const temporary = join(this.#folder, `.${randomUUID()}.tmp`)
    try {
      const file = await open(temporary, 'wx', 0o644)
      try {
        await file.writeFile(content)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, this.#path(sha256))
    } finally {
      await rm(temporary, { force: true })
    }
  }

  #path(sha256: string): string {
    return join(this.#folder, `${sha256}.so`)
  }
}

function parseRow(row: Record<string, unknown>): StoredBuild {
  return storedBuildSchema.parse(JSON.parse(String(row.document)))
}

function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

function damaged(path: string, what: string, cause?: unknown): Failure {
  return new Failure(
    {
      code: 'build-invalid',
      message: `The stored build ${path} ${what}.`,
      advice: 'Add the build again from its file.',
    },
    { cause },
  )
}

import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}

export interface PageFile {
  readonly content: Buffer
  readonly type: string
  /** The name carries a hash of the content. */
  readonly immutable: boolean
}

/**
 * The page's files. Only names found when it was opened are served, so no request can lead out of
 * the folder.
 */
export class PageFiles {
  readonly #paths: ReadonlyMap<string, string>

  private constructor(paths: ReadonlyMap<string, string>) {
    this.#paths = paths
  }

  /** Lists a folder; one that is missing gives no files. */
  static async open(folder: string): Promise<PageFiles> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    const files = entries.filter((entry) => entry.isFile())
    const paths = files.map((entry) => join(entry.parentPath, entry.name))
    return new PageFiles(
      new Map(paths.map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path])),
    )
  }

  get empty(): boolean {
    return this.#paths.size === 0
  }

  /** The file of a URL's path; '/' is the page itself. */
  async read(urlPath: string): Promise<PageFile | undefined> {
    const path = this.#paths.get(urlPath === '/' ? '/index.html' : urlPath)
    if (!path) return undefined
    return {
      content: await readFile(path),
      type: types[extname(path)] ?? 'application/octet-stream',
      immutable: urlPath.startsWith('/assets/'),
    }
  }
}

import { spawn } from 'node:child_process'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../build/quotadeck.mjs')

/** What a run of the command line gave. */
export interface CliResult {
  readonly status: number
  /** The JSON document on standard output; undefined when there was none. */
  readonly json: unknown
  readonly stderr: string
}

/** The command line as an operator runs it, on a data folder of its own. */
export class Quotadeck {
  readonly #dataDir: string
  readonly #sudoPassword: string | undefined

  /** `sudoPassword` reaches each run on its standard input. */
  constructor(dataDir: string, sudoPassword: string | undefined) {
    this.#dataDir = dataDir
    this.#sudoPassword = sudoPassword
  }

  /** Runs `quotadeck ARGUMENTS --json`; a failure is a result too. */
  run(...args: string[]): Promise<CliResult> {
    const password = this.#sudoPassword
    const all = [program, ...args, '--json']
    if (password !== undefined) all.push('--sudo-password-stdin')
    const child = spawn(process.execPath, all, {
      env: { ...process.env, QUOTADECK_DATA_DIR: this.#dataDir },
    })
    child.stdin.on('error', () => {}) // it may end before it reads
    child.stdin.end(password === undefined ? '' : `${password}\n`)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) =>
        resolve({ status: code ?? -1, json: lastDocument(stdout), stderr }),
      )
    })
  }

  /** The same, for what has to succeed. */
  async mustRun(...args: string[]): Promise<unknown> {
    const { status, json, stderr } = await this.run(...args)
    if (status !== 0)
      throw new Error(`quotadeck ${args.join(' ')}: ${stderr.trim() || JSON.stringify(json)}`)
    return json
  }
}

/** The whole output as one document, or its last line where it is a stream of them. */
function lastDocument(stdout: string): unknown {
  const text = stdout.trim()
  for (const candidate of [text, text.slice(text.lastIndexOf('\n') + 1)]) {
    try {
      return JSON.parse(candidate)
    } catch {}
  }
  return undefined
}

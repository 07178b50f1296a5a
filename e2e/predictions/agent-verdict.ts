import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How an agent came out: it went on after its modules and hooks, or exited saying this. */
export interface Verdict {
  readonly starts: boolean
  /** All that it wrote to stderr. */
  readonly said: string
}

const GIVE_UP_MS = 20_000

/** Starts an agent with these flags and ends it as soon as its verdict is known. */
export async function verdictOf(program: string, flags: readonly string[]): Promise<Verdict> {
  const work = mkdtempSync(join(tmpdir(), 'quotadeck-verdict-'))
  const fixed = ['--master=127.0.0.1:1', '--ip=127.0.0.1', '--port=0', `--work_dir=${work}`]
  try {
    return await outcome(program, [...fixed, ...flags])
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function outcome(program: string, flags: readonly string[]): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, flags, { stdio: ['ignore', 'ignore', 'pipe'] })
    const timer = setTimeout(() => child.kill('SIGKILL'), GIVE_UP_MS)
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk
      if (/agent started on /.test(said)) child.kill('SIGKILL')
    })
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(timer)
      resolve({ starts: /agent started on /.test(said), said })
    })
  })
}

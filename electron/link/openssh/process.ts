import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConnectRequest } from '../carrier.ts'
import { cancelled, connectTimeout } from '../failures.ts'
import { noSsh } from './failures.ts'

/** How an ssh that was to come to an end did, and what it said in its log or on stderr. */
export interface SshEnd {
  readonly code: number | null
  readonly said: string
}

const maxSaid = 16 * 1024

/**
 * Runs ssh until the process that was started has ended; one that goes into the background has.
 * Throws when there is no ssh, the deadline has passed or the signal says so.
 */
export async function runSsh(
  request: ConnectRequest,
  args: readonly string[],
  log: string,
): Promise<SshEnd> {
  const { agent, deadlines, signal } = request
  const child = spawn('ssh', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', ...(request.before && { SHELL: '/bin/sh' }) },
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < maxSaid) stderr += chunk.toString('utf8')
  })
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  const timer = setTimeout(() => reject(connectTimeout(agent)), deadlines.connect)
  const leave = () => reject(cancelled(agent, 'Nothing was changed.'))
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  child.on('error', (error) => reject(noSsh(agent, error)))
  child.on('exit', resolve)
  try {
    const code = await promise
    // What it was told by a host on the way may come a moment later. A master's relay stays.
    if (code !== 0) await Promise.race([once(child.stderr, 'close'), pause(500)])
    return { code, said: `${logText(log)}${stderr.slice(0, maxSaid)}` }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', leave)
    child.kill()
    child.stderr.destroy()
  }
}

/** What ssh wrote to its log until now. */
export function logText(log: string): string {
  try {
    return readFileSync(log, 'utf8').slice(0, maxSaid)
  } catch {
    return ''
  }
}

/** Removes files that may not be there. */
export async function removeAll(...files: readonly string[]): Promise<void> {
  await Promise.all(files.map((file) => rm(file, { force: true })))
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConnectRequest } from '../carrier.ts'
import { Deadline } from '../deadline.ts'
import { cancelled, connectTimeout } from '../failures.ts'
import { talksWithoutEnd } from '../login-failures.ts'
import type { LoginTalk } from '../login-talk.ts'
import { noSsh } from './failures.ts'
import { readLoginLog, saidIn } from './login-log.ts'

/** How an ssh that was to come to an end did, and what it said in its log or on stderr. */
export interface SshEnd {
  readonly code: number | null
  readonly said: string
}

const maxSaid = 16 * 1024
/** A login fills a small part of it, whatever the server says. */
const maxLog = 256 * 1024
const stageEveryMs = 100

/**
 * Runs ssh until the process that was started has ended; one that goes into the background has.
 * Throws when there is no ssh, the deadline has passed, the signal says so, or the login fails for
 * something that is not the server's word. The deadline stands still while the operator is asked.
 */
export async function runSsh(
  request: ConnectRequest,
  args: readonly string[],
  log: string,
  env: Readonly<Record<string, string>> = {},
): Promise<SshEnd> {
  const { agent, deadlines, signal, login, report } = request
  const child = spawn('ssh', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    // English, and the server's words as they are.
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...(request.before && { SHELL: '/bin/sh' }), ...env },
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < maxSaid) stderr += chunk.toString('utf8')
  })
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  const deadline = new Deadline(deadlines.connect, () => reject(connectTimeout(agent)))
  const stages = stageReporter(request, log, reject)
  login.talk.events = {
    waiting: (isSo) => {
      deadline.pause(isSo)
      stages.tell()
      report(isSo ? 'waiting-for-you' : 'logging-in')
    },
    failed: reject,
  }
  const leave = () => reject(cancelled(agent, 'Nothing was changed.'))
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  child.on('error', (error) => reject(noSsh(agent, error)))
  child.on('exit', resolve)
  try {
    const code = await promise
    stages.tell()
    // What it was told by a host on the way may come a moment later. A master's relay stays.
    if (code !== 0) await Promise.race([once(child.stderr, 'close'), pause(500)])
    return { code, said: `${saidIn(logText(log))}\n${stderr.slice(0, maxSaid)}` }
  } finally {
    stages.end()
    deadline.end()
    login.talk.events = {}
    signal.removeEventListener('abort', leave)
    child.kill()
    child.stderr.destroy()
  }
}

/** Reports the stages of a login that ssh's log tells, until it is told to end, or `fail`s. */
function stageReporter(
  { agent, before, report, login }: ConnectRequest,
  log: string,
  fail: (why: Error) => void,
) {
  const touch = new AgentTouch(login.talk)
  let [told, read] = [0, 0]
  const tell = () => {
    const text = logText(log)
    if (text.length === read) return
    read = text.length
    if (Buffer.byteLength(text) >= maxLog) fail(talksWithoutEnd(agent))
    const { stages, agentSigns } = readLoginLog(text)
    for (const stage of stages.slice(told)) report(stage)
    told = Math.max(told, stages.length)
    touch.signing(agentSigns)
  }
  if (!before && !agent.proxyCommand && isIP(agent.host) === 0) report('resolving')
  const timer = setInterval(tell, stageEveryMs)
  const end = () => {
    clearInterval(timer)
    touch.signing(false)
  }
  return { tell, end }
}

/** A key that need not be touched has signed by then. */
const touchAfterMs = 1000

/** Says that a security key may wait to be touched, while an ssh-agent takes long to sign with it. */
class AgentTouch {
  readonly #talk: LoginTalk
  #over: AbortController | undefined

  constructor(talk: LoginTalk) {
    this.#talk = talk
  }

  signing(isSo: boolean): void {
    if (!isSo) this.#over?.abort()
    if (isSo === (this.#over !== undefined)) return
    this.#over = isSo ? new AbortController() : undefined
    if (this.#over) void this.#show(this.#over.signal)
  }

  async #show(over: AbortSignal): Promise<void> {
    await pause(touchAfterMs, undefined, { signal: over }).catch(() => {})
    if (over.aborted) return
    const text = 'The ssh-agent signs with it, and waits until it is touched.'
    await this.#talk.notice('Touch the security key', text, over).catch((error: unknown) => {
      this.#talk.fail(error)
    })
  }
}

/** What ssh wrote to its log until now; no more than a login fills. */
export function logText(log: string): string {
  let file: number
  try {
    file = openSync(log, 'r')
  } catch {
    return ''
  }
  try {
    const bytes = Buffer.alloc(Math.min(fstatSync(file).size, maxLog))
    return bytes.toString('utf8', 0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}

/** Removes files that may not be there. */
export async function removeAll(...files: readonly string[]): Promise<void> {
  await Promise.all(files.map((file) => rm(file, { force: true })))
}

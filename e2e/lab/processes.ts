// Processes that outlive the command that started them, and how to end exactly those.
//
// Each is started as the leader of a session of its own. The kernel does not give a number out
// again as a process id while a session still carries it, so "every process whose session is N"
// names our processes only, as long as process N itself is either gone or still the one recorded.

import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { COMMAND_ENV } from './command.ts'

/** A session leader: its process id and its start time, in clock ticks since boot. */
export const sessionSchema = z.object({
  pid: z.int().positive(),
  startTime: z.string().regex(/^\d+$/),
})
export type Session = z.infer<typeof sessionSchema>

type ProcessStat = { state: string; session: number; startTime: string }

/** Reads `/proc/PID/stat`; undefined when there is no such process. */
function statOf(pid: number): ProcessStat | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The second field is the command in parentheses and may hold anything; the third follows it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', session: Number(fields[3]), startTime: fields[19] ?? '' }
}

/** Starts a detached process in a session of its own, its output appended to `logFile`. */
export function startSession(command: string, args: readonly string[], options: StartOptions) {
  const log = openSync(options.logFile, 'a', 0o600)
  const child = spawn(command, args, {
    detached: true,
    cwd: options.cwd,
    stdio: [options.stdin ?? 'ignore', log, log, ...(options.ipc ? (['ipc'] as const) : [])],
    env: options.env ?? COMMAND_ENV,
  })
  closeSync(log)
  const startTime = child.pid === undefined ? undefined : statOf(child.pid)?.startTime
  if (child.pid === undefined || startTime === undefined)
    throw new Error(`cannot start ${command}: see ${options.logFile}`)
  child.unref()
  return { child, session: { pid: child.pid, startTime } satisfies Session }
}

export type StartOptions = {
  logFile: string
  ipc?: boolean
  stdin?: 'pipe'
  env?: NodeJS.ProcessEnv
  cwd?: string
}

/** Whether the session's leader still runs (a zombie does not). */
export function leaderRuns(session: Session): boolean {
  const stat = statOf(session.pid)
  return stat !== undefined && stat.startTime === session.startTime && stat.state !== 'Z'
}

/** The ids of all running processes of the session; empty when its number was given out again. */
export function sessionMembers(session: Session): number[] {
  const leader = statOf(session.pid)
  if (leader !== undefined && leader.startTime !== session.startTime) return []
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  return pids.filter((pid) => {
    const stat = statOf(pid)
    return stat !== undefined && stat.session === session.pid && stat.state !== 'Z'
  })
}

/** Sends a signal to the session's leader alone. Throws when it does not run. */
export function signalLeader(session: Session, signal: NodeJS.Signals): void {
  if (!leaderRuns(session)) throw new Error(`process ${session.pid} does not run any more`)
  process.kill(session.pid, signal)
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Asks again and again until `done`, for ten seconds at most. */
async function until(done: () => boolean, act: () => void, what: string): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!done()) {
    if (Date.now() > deadline) throw new Error(what)
    act()
    await sleep(20)
  }
}

/**
 * Ends the session by SIGKILL and waits until no process of it is left. The leader goes last, and
 * stands still before: it is a User Mode Linux kernel, and what runs in its machine are processes
 * of this one that it traces. Were it killed first, they would be let go and run on here, as root,
 * until they are found.
 */
export async function endSession(session: Session): Promise<void> {
  const { pid: leader } = session
  if (leaderRuns(session))
    await until(
      () => !leaderRuns(session) || statOf(leader)?.state === 'T',
      () => signalIfThere(leader, 'SIGSTOP'),
      `process ${leader} does not stop by SIGSTOP`,
    )
  const others = () => sessionMembers(session).filter((pid) => pid !== leader)
  await until(
    () => others().length === 0,
    () => {
      for (const pid of others()) signalIfThere(pid, 'SIGKILL')
    },
    `processes of session ${leader} do not end by SIGKILL`,
  )
  await until(
    () => !leaderRuns(session),
    () => signalIfThere(leader, 'SIGKILL'),
    `process ${leader} does not end by SIGKILL`,
  )
}

// A program's time and the processor time of all that it starts, also of what it leaves running:
// the kernel counts for a control group.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export type Measured = { wallS: number; cpuS: number; status: number; stdout: string }

/** Runs a command in a control group of its own; what is left of it is ended. */
export async function measured(command: readonly string[]): Promise<Measured> {
  const group = newGroup()
  const start = performance.now()
  // The shell is in the group before it becomes the command.
  const join = ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group]
  const { status, stdout } = await output([...join, ...command])
  const wallS = (performance.now() - start) / 1000
  const cpuS = cpuOf(group)
  await endGroup(group)
  return { wallS, cpuS, status, stdout }
}

/** Version 1 has a hierarchy for the accounting of processors, version 2 counts everywhere. */
function newGroup(): string {
  const parent = ['/sys/fs/cgroup/cpuacct', '/sys/fs/cgroup/cpu,cpuacct', '/sys/fs/cgroup'].find(
    (path) => existsSync(join(path, 'cgroup.procs')),
  )
  if (!parent) throw new Error('no control group to count processor time in: run this as root')
  const group = join(parent, `quotadeck-bench-${process.pid}`)
  mkdirSync(group)
  return group
}

/** Seconds of processor time, user and system. */
function cpuOf(group: string): number {
  const usage = join(group, 'cpuacct.usage')
  if (existsSync(usage)) return Number(readFileSync(usage, 'utf8')) / 1e9
  const [, microseconds] =
    /^usage_usec (\d+)$/m.exec(readFileSync(join(group, 'cpu.stat'), 'utf8')) ?? []
  return Number(microseconds) / 1e6
}

async function endGroup(group: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const left = readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)
    if (left.length === 0) return rmdirSync(group)
    for (const pid of left) endIfThere(Number(pid))
    await sleep(20)
  }
  throw new Error(`what was measured does not end: see ${group}/cgroup.procs`)
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function output([program = '', ...args]: readonly string[]): Promise<{
  status: number
  stdout: string
}> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ status: code ?? 255, stdout: Buffer.concat(chunks).toString() }),
    )
  })
}

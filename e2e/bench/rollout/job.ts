// What every contender does on every agent, and whether it was done.

import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fleet, FleetAgent } from '../../fleet/fleet.ts'

/** Agents worked on at one time, by every contender. */
export const FORKS = 50

const LIBRARY_BYTES = 1_500_000

/** Where the three files go on each agent, and the file that is read. */
export const PLACES = {
  library: '/var/lib/quotadeck/lib/bench.so',
  manifest: '/etc/mesos/modules.json',
  hooks: '/etc/mesos-slave/hooks',
} as const
export const READ = '/var/lib/quotadeck/status.pb'
export const COMMAND = ['cat', '/etc/hostname'] as const

export type Place = keyof typeof PLACES

/** A job: the same for all agents. `files` are on this machine, named as their places are. */
export type Job = { agents: FleetAgent[]; files: Record<Place, string>; out: string }

/** Makes contents that no agent has had before: nobody can skip the work. */
export function newJob(agents: FleetAgent[], dir: string): Job {
  const word = randomBytes(8).toString('hex')
  const put = (name: Place, content: string | Buffer): string => {
    const file = join(dir, name)
    writeFileSync(file, content)
    return file
  }
  const files = {
    library: put('library', randomBytes(LIBRARY_BYTES)),
    manifest: put('manifest', `{"libraries": [{"file": "/opt/${word}.so", "modules": []}]}\n`),
    hooks: put('hooks', `org_example_${word}\n`),
  }
  return { agents, files, out: join(dir, 'out') }
}

/**
 * How many of the agents that a contender says it has done have all three files. That their command
 * and their file to be read gave what they should is for the contender to look at.
 */
export function countDone(fleet: Fleet, job: Job, done: readonly string[]): number {
  const wanted = (Object.keys(PLACES) as Place[]).map(
    (place) => [PLACES[place], readFileSync(job.files[place])] as const,
  )
  const right = (name: string) =>
    wanted.every(([path, bytes]) => readFileSync(fleet.fileOf(name, path)).equals(bytes))
  return new Set(done.filter(right)).size
}

/** Whether an agent's answers are its own name and a whole status file, as far as bytes tell. */
export function answersRight(name: string, hostname: string, readBytes: number): boolean {
  return hostname.trim() === name && readBytes > 1000
}

/** Runs `work` for all agents, so many at one time, and returns the names of those it is true of. */
export async function onAll(
  agents: readonly FleetAgent[],
  work: (agent: FleetAgent) => Promise<boolean>,
): Promise<string[]> {
  const waiting = [...agents]
  const done: string[] = []
  const worker = async () => {
    for (let agent = waiting.shift(); agent; agent = waiting.shift())
      try {
        if (await work(agent)) done.push(agent.name)
      } catch (error) {
        console.error(`${agent.name}: ${error}`)
      }
  }
  await Promise.all(Array.from({ length: FORKS }, worker))
  return done
}

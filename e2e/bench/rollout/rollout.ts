import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { down, type Fleet, up } from '../../fleet/fleet.ts'
import { measured } from '../measure.ts'
import { type ContenderName, contenders } from './contenders.ts'
import { countDone, newJob } from './job.ts'

export type RolloutOptions = {
  agents: number
  /** The quick contenders run so often, the slow ones once. */
  rounds: number
  /** Only these; all unless given. */
  only?: readonly ContenderName[]
}

export type Score = { wall_s: number; cpu_s: number; ok: number }
export type RolloutResult = { agents: number; contenders: Partial<Record<ContenderName, Score>> }

const SLOW: readonly ContenderName[] = ['ansible', 'clush']

/** Does the same work by all contenders on the same agents, one after the other, in turns. */
export async function measureRollout(options: RolloutOptions): Promise<RolloutResult> {
  if (turns(options).some((name) => SLOW.includes(name))) installTools()
  const name = `bench-${process.pid}`
  const fleet = await up({ name, agents: options.agents })
  const dir = mkdtempSync(join(tmpdir(), 'quotadeck-bench-'))
  const scores = new Map<ContenderName, Score[]>()
  try {
    for (const contender of turns(options)) {
      const score = await runOne(contender, fleet, dir)
      console.error(`${contender}: ${JSON.stringify(score)}`)
      scores.set(contender, [...(scores.get(contender) ?? []), score])
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
    await down(name)
  }
  const medians = [...scores].map(([contender, all]) => [contender, median(all)])
  return { agents: options.agents, contenders: Object.fromEntries(medians) }
}

function installTools(): void {
  const setup = join(import.meta.dirname, '../../../build/bench-setup.mjs')
  const { status } = spawnSync(process.execPath, [setup], { stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new Error('Ansible and clush cannot be installed; see above')
}

/** The slow ones stand between the rounds of the quick ones. */
export function turns({ rounds, only }: Pick<RolloutOptions, 'rounds' | 'only'>): ContenderName[] {
  const all = (Object.keys(contenders) as ContenderName[]).filter(
    (name) => only?.includes(name) ?? true,
  )
  const quick = all.filter((name) => !SLOW.includes(name))
  const slow = all.filter((name) => SLOW.includes(name))
  return Array.from({ length: Math.max(rounds, slow.length) }, (_, round) => [
    ...(round < rounds ? quick : []),
    ...slow.slice(round, round + 1),
  ]).flat()
}

async function runOne(name: ContenderName, fleet: Fleet, dir: string): Promise<Score> {
  const job = newJob(fleet.agents, dir)
  const jobFile = join(dir, 'job.json')
  writeFileSync(jobFile, JSON.stringify(job))
  const { command, done } = contenders[name]
  const { wallS, cpuS, stdout, status } = await measured(command(job, jobFile))
  const ok = countDone(fleet, job, done(job, stdout))
  if (ok < fleet.agents.length) console.error(`${name}: status ${status}\n${stdout.slice(-2000)}`)
  return { wall_s: rounded(wallS), cpu_s: rounded(cpuS), ok }
}

/** The run in the middle, by time; the fewest agents done of all runs. */
function median(scores: readonly Score[]): Score {
  const middle = (values: number[]) =>
    values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  return {
    wall_s: middle(scores.map(({ wall_s }) => wall_s)),
    cpu_s: middle(scores.map(({ cpu_s }) => cpu_s)),
    ok: Math.min(...scores.map(({ ok }) => ok)),
  }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

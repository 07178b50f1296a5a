import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { down, up } from '../../fleet/fleet.ts'

const passSchema = z.object({ seconds: z.number(), cpuSeconds: z.number(), done: z.int() })
const reportSchema = z.object({ cold: passSchema, warm: passSchema, peakRssMb: z.number() })
type Report = z.infer<typeof reportSchema>

export type RefreshResult = {
  cold_s: number
  warm_s: number
  warm_cpu_s: number
  floor_warm_s: number
  peak_rss_mb: number
}

/**
 * Reads the status file of every agent twice over connections that stay, by Quotadeck and by the
 * floor, one after the other. Throws when an agent was not read: a number would mean nothing.
 */
export async function measureRefresh(agents: number): Promise<RefreshResult> {
  const name = `bench-${process.pid}`
  const fleet = await up({ name, agents })
  const dir = mkdtempSync(join(tmpdir(), 'quotadeck-bench-'))
  try {
    const list = join(dir, 'agents.json')
    writeFileSync(list, JSON.stringify(fleet.agents))
    const floor = await reportOf('floor.ts', list, agents)
    const own = await reportOf('quotadeck.ts', list, agents)
    return {
      cold_s: rounded(own.cold.seconds),
      warm_s: rounded(own.warm.seconds),
      warm_cpu_s: rounded(own.warm.cpuSeconds),
      floor_warm_s: rounded(floor.warm.seconds),
      peak_rss_mb: Math.round(own.peakRssMb),
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
    await down(name)
  }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

async function reportOf(program: string, list: string, agents: number): Promise<Report> {
  const report = reportSchema.parse(JSON.parse(await outputOf(program, list)))
  console.error(`${program}: ${JSON.stringify(report)}`)
  const { cold, warm } = report
  if (cold.done === agents && warm.done === agents) return report
  throw new Error(`${program} read ${cold.done}, then ${warm.done} of ${agents} agents`)
}

function outputOf(program: string, list: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = [join(import.meta.dirname, program), list]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`${program} ended with status ${code}`)),
    )
  })
}

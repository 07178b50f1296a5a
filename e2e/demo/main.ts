// npm run demo: boots real agents on this machine and opens the console on them.
// npm run demo -- --check: does the whole main job on them without a window. Its last line:
// {"ok":true,"agents":N,"checks":[{"name":…,"ok":true,"evidence":…}]}

import { Command } from 'commander'
import { buildNative } from '../../build/native.ts'
import { openStage } from '../stage/stage.ts'
import { runChecks } from './check.ts'

const program = new Command('demo')
  .option('--check', 'do the whole main job and report it, without a window')
  .option('--agents <count>', 'how many agents to boot', Number)
  .parse()
const options = program.opts<{ check?: boolean; agents?: number }>()

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => stop.abort(new Error(`given up at ${signal}; nothing is left`)))

async function check(): Promise<void> {
  const agents = options.agents ?? 2
  const stage = await openStage(`check-${process.pid}`, agents, stop.signal)
  try {
    const checks = await runChecks(stage)
    const ok = checks.every((check) => check.ok)
    process.exitCode = ok ? 0 : 1
    console.log(JSON.stringify({ ok, agents, checks }))
  } finally {
    await stage.close()
  }
}

try {
  buildNative()
  if (options.check) await check()
  else await (await import('./show.ts')).show(options.agents ?? 3, stop.signal)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buildConsole } from '../../build/console.ts'
import { serve } from '../../electron/entry/serve/server.ts'
import { prepare } from '../stage/prepare.ts'
import { openStage } from '../stage/stage.ts'

/** Stages that are not the checks' have one name, so that one left behind is found. */
const stageName = 'demo'

function openBrowser(address: string): void {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return
  spawn('xdg-open', [address], { stdio: 'ignore', detached: true }).on('error', () => {})
}

/** Boots the lab and serves the console on it until `signal` is aborted. */
export async function show(agents: number, signal: AbortSignal): Promise<void> {
  const say = (line: string) => console.error(`demo: ${line}`)
  await buildConsole()
  const stage = await openStage(stageName, agents, signal)
  try {
    const { engine, router } = await prepare(stage, say)
    const serving = await serve({ router })
    const address = serving.address()
    console.log(`\nThe console: ${address}\n`)
    say(`${stage.lab.agents.at(-1)?.name} has no hook yet: roll it out there yourself`)
    say('Ctrl-C ends the console and the agents')
    openBrowser(address)
    if (!signal.aborted) await once(signal, 'abort')
    await serving.close()
    await engine.close()
  } finally {
    await stage.close()
  }
}

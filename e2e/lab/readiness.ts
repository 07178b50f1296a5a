// Knowing that a lab is up: SSH answers with the recorded key, the agent's unit is active, the
// agent says it is healthy.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { leaderRuns } from './processes.ts'
import { ssh } from './ssh.ts'
import { type LabAgent, type LabState, labDir } from './state.ts'

const DEADLINE_MS = 90_000
const POLL_MS = 700

// One round trip: the unit's state, then the agent's endpoints; /state answers after recovery.
const PROBE = [
  'systemctl is-active "$1" >&2 || exit 1',
  'curl -sfS -m 5 -o /dev/null http://127.0.0.1:5051/health || exit 1',
  'curl -sfS -m 5 -o /dev/null http://127.0.0.1:5051/state || exit 1',
  'curl -sfS -m 5 http://127.0.0.1:5051/version',
].join('\n')

const versionSchema = z.object({ version: z.string() })

/** Waits for every agent, and notes the Mesos version that each reports. */
export async function waitUntilUp(
  state: LabState,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const started = Date.now()
  await Promise.all(
    state.agents.map(async (agent) => {
      await waitForAgent(state, agent, started + DEADLINE_MS, signal)
      log(`${agent.name} is up after ${((Date.now() - started) / 1000).toFixed(1)} s`)
    }),
  )
}

async function waitForAgent(
  state: LabState,
  agent: LabAgent,
  deadline: number,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    signal?.throwIfAborted()
    const machine = state.machines[agent.name]
    if (machine === undefined || !leaderRuns(machine))
      throw new Error(`the machine of ${agent.name} has stopped.\n${consoleTail(state, agent)}`)
    const result = await ssh(agent, ['sh', '-c', PROBE, 'sh', agent.unit], { timeoutMs: 15_000 })
    if (result.status === 0) {
      agent.mesosVersion = versionSchema.parse(JSON.parse(result.stdout)).version
      return
    }
    if (Date.now() > deadline)
      throw new Error(
        `${agent.name} does not answer: ${result.stderr.trim()}\n${consoleTail(state, agent)}`,
      )
    await sleep(POLL_MS)
  }
}

/** The end of what the guest's kernel and services said; the logins of this lab are left out. */
function consoleTail(state: LabState, agent: LabAgent): string {
  const file = join(labDir(state.lab), agent.name, 'console.log')
  const lines = readFileSync(file, 'utf8').split('\n')
  const telling = lines.filter((line) => line.trim() !== '' && !line.startsWith('sshd['))
  return `Its console's last lines:\n${telling.slice(-25).join('\n')}`
}

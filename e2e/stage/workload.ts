import type { LabAgent } from '../lab/lab.ts'
import { launch, WRITER } from '../lab/launch.ts'

/** Fills `data` to so many MiB at once, then stays. */
function holds(mebibytes: number): string {
  return `head -c ${mebibytes}M /dev/zero >data; exec sleep 1000000`
}

/** Grows by a MiB a second up to so many, starts again, and so on. */
function breathes(mebibytes: number): string {
  return `while :; do i=0; : >data; while [ $i -lt ${mebibytes} ]; do head -c 1M /dev/zero >>data; i=$((i+1)); sleep 1; done; done`
}

/** Containers as an agent has them: calm, growing, nearly full, and one that wants too much. */
const tasks = [
  { task: 'web-frontend', limit: '64MiB', command: breathes(50) },
  { task: 'orders-db', limit: '48MiB', path: 'volumes', command: holds(40) },
  { task: 'log-shipper', limit: '32MiB', command: holds(31) },
  { task: 'thumbnail-cache', limit: '40MiB', command: breathes(18) },
  { task: 'runaway-report', limit: '24MiB', command: WRITER },
]

/** Starts the containers on an agent. */
export async function startWorkload(agent: LabAgent): Promise<void> {
  for (const { path, ...task } of tasks)
    await launch(agent, { ...task, path: path && `${agent.workDir}/${path}` })
}

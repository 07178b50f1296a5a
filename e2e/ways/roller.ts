// Rolls the hook out to one agent of a lab and prints each step as it begins, until it has ended or is
// killed. Arguments: the lab's name, the agent's, a data folder.

import { writeSync } from 'node:fs'
import type { Rollout } from '../../electron/contract/rollout.ts'
import { open } from '../lab/lab.ts'
import { openOperator, rollOutHook } from '../stage/operator.ts'

const [name = '', agent = '', dataDir = ''] = process.argv.slice(2)
const { engine, quotadeck } = await openOperator(open(name), dataDir)

const told = new Set<string>()
function tell({ agents }: Rollout): void {
  for (const { name, state } of agents.flatMap(({ steps }) => steps)) {
    if (state !== 'running' || told.has(name)) continue
    told.add(name)
    writeSync(process.stdout.fd, `${name}\n`)
  }
}

// As it happens: those who watch look a few times a second.
const { rollouts } = engine
const begin = rollouts.begin.bind(rollouts)
rollouts.begin = (plan, run) =>
  begin(plan, (id, save, signal) => {
    const saveAndTell = (rollout: Rollout) => {
      save(rollout)
      tell(rollout)
    }
    return run(id, saveAndTell, signal)
  })

await rollOutHook(quotadeck, [agent])
await engine.close()

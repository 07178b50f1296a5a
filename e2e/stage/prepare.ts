import { openOperator, rollOutHook } from './operator.ts'
import type { Stage } from './stage.ts'
import { startWorkload } from './workload.ts'

/**
 * Puts the lab's agents into the engine, deploys the hook to all but the last, which is left to
 * the one who watches, and starts containers that write on every one. Returns the engine's router.
 */
export async function prepare(stage: Stage, say: (line: string) => void) {
  const { agents } = stage.lab
  const { engine, router, quotadeck } = await openOperator(stage.lab, stage.dataDir)
  const first = agents.slice(0, -1).map(({ name }) => name)
  if (first.length > 0) {
    say(`rolling the hook out to ${first.join(', ')}`)
    const { rollout } = await rollOutHook(quotadeck, first)
    if (rollout.state === 'failed') say('the rollout failed: see it in the console')
  }
  say('starting containers that write')
  await Promise.all(agents.map(startWorkload))
  return { engine, router }
}

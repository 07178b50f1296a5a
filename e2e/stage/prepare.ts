import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { openEngine } from '../../electron/entry/engine.ts'
import { engineRouter } from '../../electron/entry/router.ts'
import { builds, wantedHooks } from './builds.ts'
import { asInventory, type Stage, sudoPassword } from './stage.ts'
import { startWorkload } from './workload.ts'

/**
 * Puts the lab's agents into the engine, deploys the hook to all but the last, which is left to
 * the one who watches, and starts containers that write on every one. Returns the engine's router.
 */
export async function prepare(stage: Stage, say: (line: string) => void) {
  const engine = openEngine(stage.dataDir)
  const router = engineRouter(engine)
  const quotadeck = createRouterClient(router)
  const { agents } = stage.lab
  for (const agent of agents) await quotadeck.agents.add(asInventory(agent))
  const password = sudoPassword(stage.lab)
  const locked = agents.filter((agent) => agent.sudoPassword !== null).map(({ name }) => name)
  if (password) await quotadeck.agents.unlock({ agents: locked, sudoPassword: password })

  const build = await quotadeck.builds.add({
    fileName: basename(builds.right()),
    file: await openAsBlob(builds.right()),
  })
  const first = agents.slice(0, -1).map(({ name }) => name)
  if (first.length > 0) {
    say(`rolling the hook out to ${first.join(', ')}`)
    const request = { build: build.sha256, agents: first, hooks: wantedHooks }
    const { hash } = await quotadeck.rollouts.plan(request)
    const { id } = await quotadeck.rollouts.start({ request, hash })
    for await (const rollout of await quotadeck.rollouts.watch({ id }))
      if (rollout.state === 'failed') say('the rollout failed: see it in the console')
  }
  say('starting containers that write')
  await Promise.all(agents.map(startWorkload))
  return { engine, router }
}

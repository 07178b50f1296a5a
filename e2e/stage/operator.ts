import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { Rollout, RolloutPlan } from '../../electron/contract/rollout.ts'
import { openEngine } from '../../electron/entry/engine.ts'
import { engineRouter } from '../../electron/entry/router.ts'
import type { Lab } from '../lab/lab.ts'
import { builds, wantedHooks } from './builds.ts'
import { asInventory, sudoPassword } from './stage.ts'

/** One who works on the lab's agents: an engine on a data folder of its own that knows them all. */
export type Operator = Awaited<ReturnType<typeof openOperator>>
type Quotadeck = Operator['quotadeck']

/** Opens an engine and records the lab's agents in it. Its `engine` is to be closed. */
export async function openOperator(lab: Lab, dataDir: string) {
  const engine = openEngine(dataDir)
  const router = engineRouter(engine)
  const quotadeck = createRouterClient(router)
  for (const agent of lab.agents) await quotadeck.agents.add(asInventory(agent))
  const password = sudoPassword(lab)
  const locked = lab.agents.filter((agent) => agent.sudoPassword !== null).map(({ name }) => name)
  if (password) await quotadeck.agents.unlock({ agents: locked, sudoPassword: password })
  return { engine, router, quotadeck }
}

/** Rolls the right build of the hook out with `wantedHooks`: what was planned, how it ended. */
export async function rollOutHook(
  quotadeck: Quotadeck,
  agents: string[],
): Promise<{ plan: RolloutPlan; rollout: Rollout }> {
  const build = await quotadeck.builds.add({
    fileName: basename(builds.right()),
    file: await openAsBlob(builds.right()),
  })
  const request = { build: build.sha256, agents, hooks: wantedHooks }
  const plan = await quotadeck.rollouts.plan(request)
  const { id } = await quotadeck.rollouts.start({ request, hash: plan.hash })
  let last: Rollout | undefined
  for await (const rollout of await quotadeck.rollouts.watch({ id })) last = rollout
  if (!last) throw new Error(`rollout ${id} told nothing`)
  return { plan, rollout: last }
}

import { implement } from '@orpc/server'
import { observe } from '../agent/observe.ts'
import { contract } from '../contract/contract.ts'
import { Failure } from '../contract/failure.ts'
import { readUsage } from '../usage/read-usage.ts'
import { watchUsage } from '../usage/watch-usage.ts'
import { planEdit } from './changes.ts'
import type { Engine } from './engine.ts'
import { declared, declaredStream, type OnUnexpected } from './failures.ts'
import { RolloutPlanner } from './rollout-planner.ts'
import { takeBuild } from './take-build.ts'

export type EngineRouter = ReturnType<typeof engineRouter>

/** The contract on an engine. Whatever goes wrong leaves as the declared FAILURE, without a stack. */
export function engineRouter(engine: Engine, onUnexpected: OnUnexpected = console.error) {
  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      throw declared(error, onUnexpected)
    }
  })
  const { inventory, pool, rollouts, secrets, store } = engine
  const planner = new RolloutPlanner(engine)
  return os.router({
    agents: {
      list: os.agents.list.handler(() => inventory.list()),
      add: os.agents.add.handler(({ input }) => inventory.add(input)),
      remove: os.agents.remove.handler(({ input }) => inventory.remove(input.agent)),
      hostKey: os.agents.hostKey.handler(({ input }) => pool.readHostKey(input.agent)),
      trust: os.agents.trust.handler(({ input }) =>
        pool.trustHostKey(input.agent, input.fingerprint),
      ),
      unlock: os.agents.unlock.handler(({ input }) => {
        for (const agent of input.agents) inventory.get(agent)
        secrets.keepSudoPassword(input.agents, input.sudoPassword)
      }),
      observe: os.agents.observe.handler(async ({ input }) =>
        observe(await pool.get(input.agent), inventory.get(input.agent)),
      ),
    },
    changes: {
      plan: os.changes.plan.handler(async ({ input }) => {
        const { plan } = await planEdit(engine, input.agent, input.edit)
        return plan
      }),
      apply: os.changes.apply.handler(() => later()),
    },
    builds: {
      list: os.builds.list.handler(() => store.builds.list()),
      add: os.builds.add.handler(({ input }) =>
        takeBuild(store.builds, input.fileName, input.file),
      ),
    },
    rollouts: {
      plan: os.rollouts.plan.handler(({ input }) => planner.plan(input)),
      start: os.rollouts.start.handler(({ input }) => planner.start(input.request, input.hash)),
      list: os.rollouts.list.handler(() => rollouts.list()),
      watch: os.rollouts.watch.handler(({ input, signal }) =>
        declaredStream(rollouts.watch(input.id, signal), onUnexpected),
      ),
    },
    usage: {
      read: os.usage.read.handler(async ({ input, signal }) =>
        readUsage(await pool.get(input.agent), inventory.get(input.agent), signal),
      ),
      watch: os.usage.watch.handler(({ input, signal }) => {
        const agents = input.agents.map((name) => inventory.get(name))
        return declaredStream(watchUsage(pool, agents, input.intervalMs, signal), onUnexpected)
      }),
    },
  })
}

function later(): never {
  throw new Failure({ code: 'internal', message: 'Not wired up yet.', advice: 'Wait.' })
}

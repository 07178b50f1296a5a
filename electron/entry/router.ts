import { implement } from '@orpc/server'
import { readBackupFolder } from '../agent/changes/backups.ts'
import { withoutSecretTexts } from '../agent/flags/secrets.ts'
import { readLog } from '../agent/observe/agent-log.ts'
import { askEndpoint } from '../agent/observe/endpoint.ts'
import { readHookLibraries } from '../agent/observe/hook-libraries.ts'
import type { Agent } from '../contract/agent.ts'
import type { FileChange } from '../contract/change.ts'
import { contract } from '../contract/contract.ts'
import { readSource } from '../inventory/read-source.ts'
import { Crowd } from '../link/crowd.ts'
import type { Link } from '../link/link.ts'
import { applyChange } from '../rollout/apply-change.ts'
import { compareBackup } from '../rollout/compare-backup.ts'
import { prepareChange } from '../rollout/prepare-change.ts'
import { readUsage } from '../usage/read-usage.ts'
import { watchUsage } from '../usage/watch-usage.ts'
import { testConnections } from './connection-tests.ts'
import { watchConnections } from './connections.ts'
import { Drift } from './drift.ts'
import type { Engine } from './engine.ts'
import { declared, declaredStream, type OnUnexpected, printIfDebugging } from './failures.ts'
import { FleetWatch } from './fleet-watch.ts'
import { readHostKeys } from './host-keys.ts'
import { RolloutPlanner } from './rollout-planner.ts'
import { takeBuild } from './take-build.ts'

/** Usage readings at one time, when they are asked for one by one. */
const maxReads = 64

export type EngineRouter = ReturnType<typeof engineRouter>

/** The contract on an engine. Whatever goes wrong leaves as the declared FAILURE, without a stack. */
export function engineRouter(engine: Engine, onUnexpected: OnUnexpected = printIfDebugging) {
  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      throw declared(error, onUnexpected)
    }
  })
  const { inventory, pool, prompts, rollouts, secrets, store } = engine
  const planner = new RolloutPlanner(engine)
  const reads = new Crowd(maxReads)
  const drift = new Drift(engine)
  const fleet = new FleetWatch({
    agents: () => inventory.list().map(({ name }) => name),
    observe: (agent) => drift.observe(agent),
  })
  const reach = async (name: string): Promise<[Link, Agent]> => [
    await pool.get(name),
    inventory.get(name),
  ]
  return os.router({
    agents: {
      list: os.agents.list.handler(() => inventory.list()),
      record: os.agents.record.handler(({ input }) => inventory.record(input.agent)),
      add: os.agents.add.handler(({ input }) => inventory.add(input)),
      update: os.agents.update.handler(({ input }) => inventory.update(input)),
      remove: os.agents.remove.handler(({ input }) => {
        inventory.remove(input.agent)
        secrets.forgetAgent(input.agent)
        store.sightings.delete(input.agent)
        pool.forget(input.agent)
      }),
      hostKey: os.agents.hostKey.handler(({ input }) => pool.readHostKey(input.agent)),
      hostKeys: os.agents.hostKeys.handler(({ input, signal }) =>
        declaredStream(readHostKeys(pool, input.agents, signal), onUnexpected),
      ),
      trust: os.agents.trust.handler(({ input }) =>
        pool.trustHostKey(input.agent, input.fingerprint),
      ),
      unlock: os.agents.unlock.handler(({ input }) => {
        const agents = input.agents.map((name) => inventory.get(name))
        for (const { name: of, privilege } of agents) {
          const kind = privilege === 'doas' ? 'doas-password' : 'sudo-password'
          secrets.keep({ kind, of }, input.sudoPassword)
        }
      }),
      test: os.agents.test.handler(({ input, signal }) => {
        const agents = input.agents.map((name) => inventory.get(name))
        return declaredStream(testConnections(pool, agents, input.anew, signal), onUnexpected)
      }),
      observe: os.agents.observe.handler(({ input }) => {
        inventory.get(input.agent)
        return fleet.observe(input.agent)
      }),
      watch: os.agents.watch.handler(({ signal }) =>
        declaredStream(fleet.watch(signal), onUnexpected),
      ),
      look: os.agents.look.handler(({ input }) => fleet.look(input.agents)),
      libraries: os.agents.libraries.handler(async ({ input }) =>
        readHookLibraries(await pool.get(input.agent), input.paths),
      ),
      logs: os.agents.logs.handler(async ({ input, signal }) => {
        const { lines, follow } = input
        const log = readLog(...(await reach(input.agent)), { lines, follow, signal })
        return declaredStream(log, onUnexpected)
      }),
      get: os.agents.get.handler(async ({ input, signal }) =>
        askEndpoint(...(await reach(input.agent)), input, signal),
      ),
    },
    connections: {
      list: os.connections.list.handler(() => pool.connections.list()),
      watch: os.connections.watch.handler(({ signal }) =>
        declaredStream(watchConnections(pool.connections, signal), onUnexpected),
      ),
      disconnect: os.connections.disconnect.handler(({ input }) => {
        inventory.get(input.agent)
        pool.disconnect(input.agent)
      }),
      reconnect: os.connections.reconnect.handler(({ input }) => pool.reconnect(input.agent)),
    },
    prompts: {
      watch: os.prompts.watch.handler(({ signal }) =>
        declaredStream(prompts.watch(signal), onUnexpected),
      ),
      answer: os.prompts.answer.handler(({ input }) => {
        for (const agent of input.forAgents) inventory.get(agent)
        prompts.answer(input)
      }),
      dismiss: os.prompts.dismiss.handler(({ input }) => prompts.dismiss(input.id)),
    },
    inventory: {
      groups: os.inventory.groups.handler(() => inventory.groups()),
      saveGroup: os.inventory.saveGroup.handler(({ input }) => inventory.saveGroup(input)),
      removeGroup: os.inventory.removeGroup.handler(({ input }) =>
        inventory.removeGroup(input.group),
      ),
      change: os.inventory.change.handler(({ input }) => inventory.changeMembership(input)),
      remove: os.inventory.remove.handler(({ input }) => {
        inventory.removeAll(input.agents)
        for (const agent of input.agents) {
          pool.forget(agent)
          secrets.forgetAgent(agent)
          store.sightings.delete(agent)
        }
      }),
      preview: os.inventory.preview.handler(async ({ input }) =>
        inventory.preview(await readSource(input.source, (name) => pool.get(name)), input),
      ),
      import: os.inventory.import.handler(async ({ input: { request, hash } }) => {
        const reading = await readSource(request.source, (name) => pool.get(name))
        return inventory.applyImport(reading, request, hash)
      }),
      export: os.inventory.export.handler(({ input }) => ({
        text: inventory.export(input.format, input.agents),
      })),
    },
    changes: {
      plan: os.changes.plan.handler(async ({ input }) => {
        const [link, agent] = await reach(input.agent)
        return forShowing((await prepareChange(link, agent, input.edit, store.builds.list())).plan)
      }),
      apply: os.changes.apply.handler(async ({ input: { agent: name, ...change } }) => {
        const [link, agent] = await reach(name)
        return applyChange({ link, agent, builds: store.builds.list(), ...change })
      }),
    },
    backups: {
      list: os.backups.list.handler(async ({ input }) => {
        const { backups, unreadable } = await readBackupFolder(await pool.get(input.agent))
        return { backups, unreadable }
      }),
      compare: os.backups.compare.handler(async ({ input }) =>
        withoutSecretTexts(
          await compareBackup(await pool.get(input.agent), input.backup, input.other),
        ),
      ),
    },
    builds: {
      list: os.builds.list.handler(() => store.builds.list()),
      add: os.builds.add.handler(({ input }) =>
        takeBuild(store.builds, input.fileName, input.file),
      ),
    },
    rollouts: {
      plan: os.rollouts.plan.handler(async ({ input }) => {
        const plan = await planner.plan(input)
        return { ...plan, agents: plan.agents.map(forShowing) }
      }),
      start: os.rollouts.start.handler(({ input }) => planner.start(input.request, input.hash)),
      list: os.rollouts.list.handler(() => rollouts.list()),
      watch: os.rollouts.watch.handler(({ input, signal }) =>
        declaredStream(rollouts.watch(input.id, signal), onUnexpected),
      ),
    },
    drift: {
      map: os.drift.map.handler(({ input }) => drift.map(input)),
      scan: os.drift.scan.handler(({ input, signal }) =>
        declaredStream(drift.scan(input, signal), onUnexpected),
      ),
      converge: os.drift.converge.handler(({ input }) => drift.converge(input)),
    },
    usage: {
      read: os.usage.read.handler(async ({ input, signal }) =>
        reads.use(async () => readUsage(...(await reach(input.agent)), signal)),
      ),
      watch: os.usage.watch.handler(({ input, signal }) => {
        const agents = input.agents.map((name) => inventory.get(name))
        return declaredStream(watchUsage(pool, agents, input.intervalMs, signal), onUnexpected)
      }),
    },
  })
}

/** A plan as it leaves the engine: without secrets. It is applied by its hash, not by these texts. */
function forShowing<Plan extends { files: FileChange[] }>(plan: Plan): Plan {
  return { ...plan, files: plan.files.map(withoutSecretTexts) }
}

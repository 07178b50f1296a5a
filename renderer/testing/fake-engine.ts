import { implement } from '@orpc/server'
import type { ChangePlan, Edit } from '../../electron/contract/change.ts'
import { contract } from '../../electron/contract/contract.ts'
import type { Observation } from '../../electron/contract/observation.ts'
import type { Rollout, RolloutRequest } from '../../electron/contract/rollout.ts'
import { compareExampleBackup, exampleBackups } from './example-backups.ts'
import { exampleConnections } from './example-connections.ts'
import { exampleConvergence, exampleDrift } from './example-drift.ts'
import {
  exampleBuilds,
  exampleFailures,
  exampleGroups,
  exampleLibrary,
  exampleObservation,
  exampleRecords,
  newBuild,
  withLargeManifest,
} from './example-fleet.ts'
import { exampleHostKey } from './example-host-keys.ts'
import { exampleExport, examplePreview, staleImport, wrongSource } from './example-import.ts'
import { ExampleInventory } from './example-inventory.ts'
import { manyDrift, manyFailures, manyRecords } from './example-many.ts'
import { ExamplePrompts } from './example-prompts.ts'
import { examplePlan, finishedRollout, playRollout } from './example-rollouts.ts'
import { playTest } from './example-tests.ts'
import { exampleUsage } from './example-usage.ts'
import { ExampleFleet } from './example-watch.ts'

const os = implement(contract)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** An engine in the page: the whole contract on example data that answers to what is done. */
export function fakeEngine(scene: string) {
  const scattered = scene === 'scattered'
  const many = scene === 'many' || scattered
  const inventory =
    scene === 'empty'
      ? new ExampleInventory([], [])
      : new ExampleInventory(many ? manyRecords : exampleRecords, exampleGroups)
  const failures = { ...(many ? manyFailures : exampleFailures) }
  const prompts = new ExamplePrompts(scene)
  let imports = 0
  const trusted = new Set<string>()
  const edits = new Map<string, Edit>()
  const builds = scene === 'empty' ? [] : [...exampleBuilds]
  const requests = new Map<string, RolloutRequest>()
  const rollouts = new Map<string, Rollout>([[finishedRollout.id, finishedRollout]])
  const stepMs = scene === 'fast' ? 30 : 700

  const names = () => inventory.list().map(({ name }) => name)

  const observe = (name: string): Observation => {
    const example = exampleObservation(inventory.get(name))
    const seen = scene === 'large' ? withLargeManifest(example) : example
    const edit = edits.get(name)
    return edit ? { ...seen, ...listsOf(edit), restartOwed: true } : seen
  }

  const fleet = new ExampleFleet((name) => {
    const failure = failures[name]
    return failure ? { agent: name, failure } : { agent: name, seen: observe(name) }
  }, names)

  return os.router({
    agents: {
      list: os.agents.list.handler(() => inventory.list()),
      record: os.agents.record.handler(({ input }) => inventory.record(input.agent)),
      update: os.agents.update.handler(({ input }) => inventory.save(input)),
      add: os.agents.add.handler(({ input }) => {
        const agent = inventory.save(input)
        failures[input.name] = {
          ...(exampleFailures['edge-ams-2'] as NonNullable<(typeof exampleFailures)[string]>),
          agent: input.name,
          message: `${input.name} was never seen before: its host key is not trusted yet`,
        }
        return agent
      }),
      remove: os.agents.remove.handler(({ input }) => inventory.remove([input.agent])),
      hostKey: os.agents.hostKey.handler(({ input }) => exampleHostKey(input.agent, trusted)),
      hostKeys: os.agents.hostKeys.handler(async function* ({ input }) {
        yield input.agents.map((agent) => ({ agent, key: exampleHostKey(agent, trusted) }))
      }),
      trust: os.agents.trust.handler(({ input }) => {
        trusted.add(input.agent)
        delete failures[input.agent]
      }),
      unlock: os.agents.unlock.handler(async ({ input, errors }) => {
        await pause(200)
        if (input.sudoPassword === 'wrong') {
          throw errors.FAILURE({
            data: {
              code: 'sudo-password-wrong',
              message: `sudo on ${input.agents[0]} did not take the password`,
              changed: 'Nothing was changed.',
              advice: 'Type it again.',
            },
          })
        }
        for (const agent of input.agents) delete failures[agent]
      }),
      test: os.agents.test.handler(async function* ({ input }) {
        for (const name of input.agents) {
          const via = (inventory.get(name).jumps ?? []).length > 0
          yield* playTest(name, via, failures[name], stepMs / 10)
        }
      }),
      logs: os.agents.logs.handler(async function* ({ input }) {
        yield { source: 'journal of mesos-agent.service', text: `${input.agent} is registered\n` }
      }),
      get: os.agents.get.handler(({ input }) => ({
        url: `http://127.0.0.1:5051${input.path}`,
        status: 200,
        contentType: 'application/json',
        body: '{}',
      })),
      observe: os.agents.observe.handler(async ({ input, errors }) => {
        await pause(120)
        const failure = failures[input.agent]
        if (failure) throw errors.FAILURE({ data: failure })
        return observe(input.agent)
      }),
      watch: os.agents.watch.handler(({ signal }) => fleet.watch(signal)),
      look: os.agents.look.handler(({ input }) => fleet.look(input.agents)),
      libraries: os.agents.libraries.handler(({ input }) => input.paths.map(exampleLibrary)),
    },
    connections: {
      list: os.connections.list.handler(() => exampleConnections(names())),
      watch: os.connections.watch.handler(async function* () {
        yield exampleConnections(names())
      }),
      disconnect: os.connections.disconnect.handler(() => undefined),
      // The way to an agent that refused is open by now, but nobody goes it unless it is wished.
      reconnect: os.connections.reconnect.handler(({ input }) => {
        if (failures[input.agent]?.code === 'connection-refused') delete failures[input.agent]
      }),
    },
    prompts: {
      watch: os.prompts.watch.handler(() => prompts.watch()),
      answer: os.prompts.answer.handler(({ input }) => prompts.answer(input)),
      dismiss: os.prompts.dismiss.handler(({ input }) => prompts.dismiss(input.id)),
    },
    inventory: {
      groups: os.inventory.groups.handler(() => inventory.groups()),
      saveGroup: os.inventory.saveGroup.handler(({ input }) => inventory.saveGroup(input)),
      removeGroup: os.inventory.removeGroup.handler(({ input }) =>
        inventory.removeGroup(input.group),
      ),
      change: os.inventory.change.handler(({ input }) => inventory.change(input)),
      remove: os.inventory.remove.handler(({ input }) => inventory.remove(input.agents)),
      preview: os.inventory.preview.handler(({ input, errors }) => {
        const wrong = wrongSource(input.source)
        if (wrong) throw errors.FAILURE({ data: wrong })
        return examplePreview(inventory.list())
      }),
      import: os.inventory.import.handler(({ errors }) => {
        const preview = examplePreview(inventory.list())
        if (scene === 'stale' && imports++ === 0) throw errors.FAILURE({ data: staleImport })
        for (const { change, record } of preview.agents)
          if (record && (change === 'add' || change === 'update')) inventory.save(record)
        return preview
      }),
      export: os.inventory.export.handler(({ input }) => exampleExport(input, inventory.list())),
    },
    changes: {
      plan: os.changes.plan.handler(async ({ input }) => {
        await pause(150)
        return planChange(observe(input.agent), input.edit)
      }),
      apply: os.changes.apply.handler(async ({ input, errors }) => {
        await pause(stepMs)
        // Someone else is quicker on web-01, once.
        if (input.agent === 'web-01' && !edits.has('web-01')) {
          edits.set('web-01', {
            hooks: ['org_example_LabelHook', ...(observe('web-01').hooks ?? [])],
          })
          throw errors.FAILURE({
            data: {
              code: 'plan-stale',
              message: 'web-01 is no longer what the change was planned on.',
              agent: 'web-01',
              changed: 'Nothing was changed.',
              advice: 'Look at the new plan and apply that.',
            },
          })
        }
        const written = planChange(observe(input.agent), input.edit).files.map((file) => file.path)
        edits.set(input.agent, { ...edits.get(input.agent), ...input.edit })
        return { written, restarted: input.restart }
      }),
    },
    backups: {
      list: os.backups.list.handler(({ input }) => exampleBackups(inventory.get(input.agent))),
      compare: os.backups.compare.handler(({ input }) => compareExampleBackup(input.backup)),
    },
    builds: {
      list: os.builds.list.handler(() => builds),
      add: os.builds.add.handler(async ({ input, errors }) => {
        const head = new Uint8Array(await input.file.slice(0, 4).arrayBuffer())
        if (head[0] !== 0x7f) {
          throw errors.FAILURE({
            data: {
              code: 'build-not-elf',
              message: `${input.fileName} is no ELF file: it starts with ${[...head].map((byte) => byte.toString(16)).join(' ')}`,
              changed: 'Nothing was changed.',
              advice:
                'Choose the libquotadeck-hook-<version>.so that the build of native-hook made.',
            },
          })
        }
        builds.unshift({ ...newBuild, fileName: input.fileName })
        return newBuild
      }),
    },
    rollouts: {
      plan: os.rollouts.plan.handler(async ({ input }) => {
        await pause(stepMs / 2)
        return examplePlan(input)
      }),
      start: os.rollouts.start.handler(({ input }) => {
        const id = `r${requests.size + 1}`
        requests.set(id, input.request)
        return { id }
      }),
      list: os.rollouts.list.handler(() => [...rollouts.values()].reverse()),
      watch: os.rollouts.watch.handler(async function* ({ input }) {
        const known = rollouts.get(input.id)
        const request = requests.get(input.id)
        if (known?.endedAt) yield known
        else if (request) {
          const plan = examplePlan(request)
          yield* playRollout(input.id, plan, stepMs, (state) => rollouts.set(input.id, state))
        }
      }),
    },
    drift: {
      map: os.drift.map.handler(({ input }) =>
        many ? manyDrift(scattered) : exampleDrift(inventory.list(), input),
      ),
      scan: os.drift.scan.handler(async function* ({ input }) {
        const total = inventory.list().length
        for (let done = 1; done <= total; done += 4) {
          await pause(stepMs / 2)
          yield { done: Math.min(done, total), total, map: exampleDrift(inventory.list(), input) }
        }
        yield { done: total, total, map: exampleDrift(inventory.list(), input) }
      }),
      converge: os.drift.converge.handler(({ input }) => exampleConvergence(input)),
    },
    usage: {
      read: os.usage.read.handler(({ input }) => exampleUsage(inventory.get(input.agent))),
      watch: os.usage.watch.handler(async function* ({ input, signal }) {
        while (!signal?.aborted) {
          yield input.agents.map((name) => {
            const failure = failures[name]
            return failure
              ? { agent: name, readAt: Date.now(), stale: false, failure }
              : exampleUsage(inventory.get(name))
          })
          await pause(1500)
        }
      }),
    },
  })
}

function textsOf({ modulesDirectory }: Observation): Record<string, string | null> {
  const files = modulesDirectory?.files ?? []
  return Object.fromEntries(files.map(({ path, text = null }) => [path, text]))
}

function listsOf({ hooks, isolation }: Edit): Partial<Observation> {
  return { ...(hooks && { hooks }), ...(isolation && { isolation }) }
}

function planChange(seen: Observation, edit: Edit): ChangePlan {
  const hooks = edit.hooks
  const manifest = edit.manifest
  const files: ChangePlan['files'] = []
  if (edit.restore) {
    const path = '/etc/mesos-slave/hooks'
    const before = `${(seen.hooks ?? []).join()}\n`
    files.push({ path, before, after: 'org_example_EnvironmentHook\n', expectedSha256: null })
  }
  if (manifest !== undefined && manifest !== seen.manifest?.text) {
    files.push({
      path: seen.manifest?.path ?? '/etc/mesos/modules.json',
      before: seen.manifest?.text ?? null,
      after: manifest,
      expectedSha256: seen.manifest?.sha256 ?? null,
    })
  }
  if (hooks && hooks.join() !== (seen.hooks ?? []).join()) {
    files.push({
      path: '/etc/mesos-slave/hooks',
      before: seen.hooks ? `${seen.hooks.join(',')}\n` : null,
      after: hooks.length > 0 ? `${hooks.join(',')}\n` : null,
      expectedSha256: null,
    })
  }
  for (const [path, after] of Object.entries(edit.directory ?? {}))
    files.push({ path, before: textsOf(seen)[path] ?? null, after, expectedSha256: null })
  const { isolation } = edit
  if (isolation && isolation.join() !== (seen.isolation ?? []).join()) {
    files.push({
      path: '/etc/mesos-slave/isolation',
      before: seen.isolation ? `${seen.isolation.join(',')}\n` : null,
      after: isolation.length > 0 ? `${isolation.join(',')}\n` : null,
      expectedSha256: null,
    })
  }
  return {
    agent: seen.agent,
    hash: JSON.stringify(edit),
    files,
    summary: files.map(({ path }) => `${path}: ${edit.restore ? 'put back' : 'written'}`),
    prediction: predict(manifest ?? Object.values(edit.directory ?? {})[0] ?? undefined, edit),
    restartNeeded: files.length > 0,
    base: {
      directory: textsOf(seen),
      hooks: seen.hooks ?? null,
      isolation: seen.isolation ?? null,
      manifest: seen.manifest?.text ?? null,
    },
    conflicts: conflictsOf(seen, edit),
  }
}

/** One that someone else's hook makes; both changes together have it too. */
function conflictsOf(seen: Observation, { hooks, base }: Edit): ChangePlan['conflicts'] {
  const now = seen.hooks ?? []
  if (!hooks || !base?.hooks || base.hooks.join() === now.join()) return []
  const theirs = now.filter((hook) => !base.hooks?.includes(hook))
  return [
    {
      part: 'hooks',
      base: base.hooks.join(),
      now: now.join(),
      wanted: hooks.join(),
      theirs: theirs.map((hook) => `hooks: ${hook} added at place 1 of ${now.length}`),
      ours: ['hooks: org_example_EnvironmentHook removed'],
      merged: [...theirs, ...hooks].join(),
      collisions: [],
      notes: [],
    },
  ]
}

function predict(manifest: string | undefined, { directory }: Edit): ChangePlan['prediction'] {
  if (manifest === undefined) return { starts: true, unverified: [] }
  try {
    JSON.parse(manifest)
    return { starts: true, unverified: ['whether the symbols of libexample-env.so resolve'] }
  } catch {
    return {
      starts: false,
      error:
        "Failed to load flag 'modules': Failed to load value 'file:///etc/mesos/modules.json': syntax error at line 4 near: ]",
      at: `${directory ? `${Object.keys(directory)[0]}: ` : ''}line 4, column 3`,
    }
  }
}

// Someone else changes an agent too: a second operator at the same time, and a configuration
// management that purges what it does not know. Nothing of theirs is lost without a word.

import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withParameters } from '../electron/agent/manifest/manifest.ts'
import { type Edit, rebased } from '../electron/contract/change.ts'
import type { FailureData } from '../electron/contract/failure.ts'
import { failureOf } from '../electron/entry/cli/errors.ts'
import { changedOn, diskOf } from './kinds/agent-disk.ts'
import { agentNamed, type LabAgent } from './lab/lab.ts'
import { missingForLab } from './lab/requirements.ts'
import { wantedHooks } from './stage/builds.ts'
import { onAgent, runningHooks } from './stage/kernel.ts'
import { type Operator, openOperator, rollOutHook } from './stage/operator.ts'
import { openStage, type Stage } from './stage/stage.ts'

const problems = missingForLab()
if (problems.length > 0) console.log(`skipped, a lab cannot run here: ${problems.join('; ')}`)

const [ours = '', example = ''] = wantedHooks
const reordered = wantedHooks.toReversed()
const hooksFile = '/etc/mesos-slave/hooks'
const manifestFile = '/etc/mesos-slave-modules.json'

/** For all of a test, on a machine that has other things to do. */
const TIMEOUT_MS = 480_000
const options = { timeout: TIMEOUT_MS }

/** An edit of one agent, and the plan that its operator has seen. */
interface Planned {
  readonly agent: string
  readonly edit: Edit
  readonly hash: string
}

async function planned({ quotadeck }: Operator, agent: string, edit: Edit) {
  const plan = await quotadeck.changes.plan({ agent, edit })
  return { agent, edit, hash: plan.hash, plan }
}

function applied({ quotadeck }: Operator, { agent, edit, hash }: Planned, restart = false) {
  return quotadeck.changes.apply({ agent, edit, hash, restart })
}

async function changed(operator: Operator, agent: string, edit: Edit, restart = false) {
  await applied(operator, await planned(operator, agent, edit), restart)
}

async function failureOfApplying(operator: Operator, change: Planned): Promise<FailureData> {
  const done = await applied(operator, change).catch(failureOf)
  if ('written' in done) throw new Error(`it was applied: ${done.written.join(', ')}`)
  return done
}

const manifestOn = (agent: LabAgent) => onAgent(agent, ['cat', manifestFile])

/** A run of Puppet, which deletes what it does not know, until the agent has restarted without. */
async function purge(agent: LabAgent): Promise<void> {
  await onAgent(agent, ['/opt/puppetlabs/bin/puppet', 'agent', '--test'])
  await expect
    .poll(() => runningHooks(agent).catch(String), { timeout: TIMEOUT_MS })
    .toBeUndefined()
}

/** In what the agents differ from the one that is called `reference`. */
async function drift({ quotadeck }: Operator, reference: string) {
  const found: { agents: string[]; aspect: string; text: string }[] = []
  let groups: Awaited<ReturnType<typeof quotadeck.drift.map>>['groups'] = []
  for await (const { map } of await quotadeck.drift.scan({ reference })) groups = map.groups
  for (const { agents, differences } of groups)
    found.push(...differences.map((difference) => ({ agents, ...difference })))
  return found
}

describe.skipIf(problems.length > 0)('an agent that others change as well', options, () => {
  let stage: Stage
  let alice: Operator
  let bob: Operator
  let purged: LabAgent
  let shared: LabAgent

  beforeAll(async () => {
    const kinds = ['managed-by-puppet', 'init-wrapper'] as const
    stage = await openStage(`changes-${process.pid}`, 2, new AbortController().signal, kinds)
    alice = await openOperator(stage.lab, join(stage.dataDir, 'alice'))
    bob = await openOperator(stage.lab, join(stage.dataDir, 'bob'))
    purged = agentNamed(stage.lab, 'agent1')
    shared = agentNamed(stage.lab, 'agent2')
    const { rollout } = await rollOutHook(alice.quotadeck, [purged.name, shared.name])
    expect(rollout.state).toBe('succeeded')
  }, TIMEOUT_MS)
  afterAll(async () => {
    await alice?.engine.close()
    await bob?.engine.close()
    await stage?.close()
  })

  it('a purge after apply: observed, seen as drift, undone from the backup', async () => {
    expect(await drift(alice, shared.name)).toEqual([])
    await changed(alice, purged.name, { hooks: reordered }, true)
    expect(await runningHooks(purged)).toBe(reordered.join(','))
    await purge(purged)

    const seen = await alice.quotadeck.agents.observe({ agent: purged.name })
    expect(seen).toMatchObject({ restartOwed: false })
    expect(seen.hooks).toBeUndefined()
    const warning = { severity: 'warning', message: expect.stringContaining('purge => true') }
    expect(seen.findings).toContainEqual(expect.objectContaining(warning))
    expect(await drift(alice, shared.name)).toMatchObject([
      { agents: [purged.name], aspect: 'hooks' },
    ])

    const { backups } = await alice.quotadeck.backups.list({ agent: purged.name })
    const backup = backups.find(({ path }) => path === hooksFile)
    await changed(alice, purged.name, { restore: [backup?.id ?? ''] }, true)
    expect(await runningHooks(purged)).toBe(wantedHooks.join(','))
    expect(await drift(alice, shared.name)).toEqual([])
  })

  it('a purge between plan and apply: refused, and left as it is', async () => {
    const edit = { hooks: reordered, base: { hooks: wantedHooks } }
    const change = await planned(alice, purged.name, edit)
    await purge(purged)
    const before = await diskOf(purged)
    expect(before.has(hooksFile)).toBe(false)
    const failure = await failureOfApplying(alice, change)
    expect(failure).toMatchObject({ code: 'plan-stale', agent: purged.name })
    expect(changedOn(before, await diskOf(purged)).others).toEqual([])
    const { plan } = await planned(alice, purged.name, edit)
    const base = wantedHooks.join(',')
    expect(plan.conflicts).toMatchObject([
      { part: 'hooks', base, now: null, wanted: reordered.join(','), collisions: [] },
    ])
  })

  it('a plan from before a colleague applied: refused, three sides, both kept', async () => {
    const base = { manifest: await manifestOn(shared) }
    const edit = (module: string, key: string, value: string): Edit => ({
      manifest: withParameters(base.manifest, module, { [key]: value }),
      base,
    })
    const ofBob = await planned(bob, shared.name, edit(ours, 'status_interval', '4s'))
    await changed(alice, shared.name, edit(example, 'name', 'SITE'))
    const before = await diskOf(shared)

    const failure = await failureOfApplying(bob, ofBob)
    expect(failure).toMatchObject({ code: 'plan-stale', agent: shared.name })
    const anew = await planned(bob, shared.name, ofBob.edit)
    expect(await failureOfApplying(bob, anew)).toMatchObject({ code: 'plan-stale' })
    expect(changedOn(before, await diskOf(shared)).others).toEqual([])
    const now = await manifestOn(shared)
    expect(anew.plan.conflicts).toEqual([
      {
        ...{ part: 'manifest', base: base.manifest, now, wanted: ofBob.edit.manifest },
        theirs: [`module ${example}: parameter name = SITE added`],
        ours: [`module ${ours}: parameter status_interval = 4s added`],
        merged: withParameters(now, ours, { status_interval: '4s' }),
        ...{ collisions: [], notes: [] },
      },
    ])
    await changed(bob, shared.name, rebased(ofBob.edit, anew.plan, 'both'))
    expect(await manifestOn(shared)).toBe(anew.plan.conflicts[0]?.merged)

    const late = await planned(alice, shared.name, edit(ours, 'status_interval', '9s'))
    expect(late.plan.conflicts).toHaveLength(1)
    expect(late.plan.conflicts[0]?.merged).toBeUndefined()
    expect(late.plan.conflicts[0]?.collisions).not.toEqual([])
  })

  it('two apply at the same moment: one is told, the other stands', async () => {
    const text = await manifestOn(shared)
    const edit = (value: string): Edit => ({
      manifest: withParameters(text, example, { value }),
      base: { manifest: text },
    })
    const operators = [alice, bob]
    const changes = await Promise.all(
      operators.map((each, index) => planned(each, shared.name, edit(`by ${index}`))),
    )
    const ends = await Promise.all(
      operators.map((each, index) =>
        applied(each, changes[index] as Planned).then(() => 'applied' as const, failureOf),
      ),
    )
    const winner = ends.indexOf('applied')
    const loser = ends[1 - winner]
    expect(loser).toMatchObject({ code: expect.stringMatching(/^(plan-stale|file-conflict)$/) })
    expect(await manifestOn(shared)).toBe(changes[winner]?.edit.manifest)
  })
})

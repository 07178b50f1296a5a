import { expect } from 'vitest'
import { withParameters } from '../../electron/agent/manifest/manifest.ts'
import type { Edit } from '../../electron/contract/change.ts'
import type { LabAgent } from '../lab/lab.ts'
import { wantedHooks } from '../stage/builds.ts'
import { agentPid, mappedBuilds, runningFlags } from '../stage/kernel.ts'
import { type Operator, rollOutHook } from '../stage/operator.ts'
import { changedOn, type Disk, diskOf } from './agent-disk.ts'

type Flags = Readonly<Record<string, string>>

const reordered = wantedHooks.toReversed()
const [ours = ''] = wantedHooks
const INTERVAL_MS = 2500

/** What an operator does to one agent from the first change to the last, and what came of it. */
export class Course {
  readonly #quotadeck: Operator['quotadeck']
  readonly #agent: LabAgent
  readonly #diskAtStart: Disk
  readonly #flagsAtStart: Flags
  #diskBefore: Disk
  /** The manifest as the last plan saw it. */
  #manifest = ''
  /** Paths that the last change named. */
  #planned: string[] = []

  private constructor(quotadeck: Operator['quotadeck'], agent: LabAgent, disk: Disk, flags: Flags) {
    this.#quotadeck = quotadeck
    this.#agent = agent
    this.#diskAtStart = disk
    this.#diskBefore = disk
    this.#flagsAtStart = flags
  }

  /** Looks at the agent as it was installed. */
  static async start(quotadeck: Operator['quotadeck'], agent: LabAgent): Promise<Course> {
    return new Course(quotadeck, agent, await diskOf(agent), await runningFlags(agent))
  }

  /** Brings our hook to it, before the one that it has. */
  async rollOut(): Promise<void> {
    const { plan, rollout } = await rollOutHook(this.#quotadeck, [this.#agent.name])
    const failure = rollout.agents[0]?.failure
    expect(rollout.state, JSON.stringify(failure)).toBe('succeeded')
    this.#planned = (plan.agents[0]?.files ?? []).map(({ path }) => path)
  }

  /** Turns the hooks' order around; the agent goes on as it is. */
  reorder(): Promise<void> {
    return this.#change({ hooks: reordered }, false)
  }

  /** Sets a parameter of our module and restarts the agent. */
  editParameter(): Promise<void> {
    const parameters = { status_interval: `${INTERVAL_MS}ms` }
    return this.#change({ manifest: withParameters(this.#manifest, ours, parameters) }, true)
  }

  /** Puts every file back to its first backup and restarts the agent. */
  async restore(): Promise<void> {
    const { backups, unreadable } = await this.#quotadeck.backups.list({ agent: this.#agent.name })
    expect(unreadable).toEqual([])
    // The newest come first: of each path the last one stays.
    const first = new Map(backups.map(({ path, id }) => [path, id]))
    await this.#change({ restore: [...first.values()] }, true)
  }

  async #change(edit: Edit, restart: boolean): Promise<void> {
    const agent = this.#agent.name
    const plan = await this.#quotadeck.changes.plan({ agent, edit })
    expect(plan.prediction).toMatchObject({ starts: true })
    this.#manifest = plan.base.manifest ?? ''
    this.#planned = plan.files.map(({ path }) => path)
    const { hash } = plan
    const done = await this.#quotadeck.changes.apply({ agent, edit, hash, restart })
    expect(done).toEqual({ written: this.#planned, restarted: restart })
  }

  /** Since the last look these paths have changed, and no other; the plan named every file. */
  async expectChanged(paths: readonly string[]): Promise<void> {
    const disk = await diskOf(this.#agent)
    const { others } = changedOn(this.#diskBefore, disk)
    expect(others).toEqual([...new Set(paths)].sort())
    const files = others.filter((path) => !disk.get(path)?.startsWith('d'))
    expect(this.#planned.toSorted()).toEqual(files)
    this.#diskBefore = disk
  }

  /** The running agent has the new order and the parameter, and of its flags these are others. */
  async expectInEffect(flags: readonly string[]): Promise<void> {
    const running = await runningFlags(this.#agent)
    expect(running.hooks).toBe(reordered.join(','))
    expect(changedFlags(this.#flagsAtStart, running)).toEqual(flags)
    const { status } = await this.#quotadeck.usage.read({ agent: this.#agent.name })
    const pid = await agentPid(this.#agent)
    expect(status).toMatchObject({ pid, intervalMs: INTERVAL_MS })
  }

  /** It runs as at the start, and on its disk there is more in Quotadeck's own folder alone. */
  async expectAsBefore(): Promise<void> {
    expect(await runningFlags(this.#agent)).toEqual(this.#flagsAtStart)
    expect(await mappedBuilds(this.#agent)).toEqual([])
    const { own, others } = changedOn(this.#diskAtStart, await diskOf(this.#agent))
    expect(others).toEqual([])
    const things = new Set(own.map((path) => path.split('/')[4]))
    expect([...things].sort()).toEqual(['backups', 'lib', 'staging', 'state', 'status.pb'])
  }
}

function changedFlags(before: Flags, after: Flags): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.filter((name) => before[name] !== after[name])
}

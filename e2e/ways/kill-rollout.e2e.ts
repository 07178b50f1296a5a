// A console that is killed in the middle of a whole rollout, at each of its steps: files are whole,
// the agent runs, and starts, with them as they are, and another console brings it on.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openAsBlob, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentPlan, StepName } from '../../electron/contract/rollout.ts'
import { sha256Of } from '../../electron/link/files.ts'
import { agentNamed, type LabAgent, sshAsRoot } from '../lab/lab.ts'
import { missingForLab } from '../lab/requirements.ts'
import { builds, wantedHooks } from '../stage/builds.ts'
import { agentPid, mappedBuilds, onAgent, runningHooks } from '../stage/kernel.ts'
import { openOperator } from '../stage/operator.ts'
import { Quotadeck } from '../stage/quotadeck.ts'
import { openStage, type Stage, sudoPassword } from '../stage/stage.ts'

const problems = missingForLab()
if (problems.length > 0) console.log(`skipped, a lab cannot run here: ${problems.join('; ')}`)

const TIMEOUT_MS = 480_000
const PATIENCE_MS = 60_000
const FLAGS = '/etc/mesos-slave'

/** Where it is killed: so many ms after that step has begun. */
type Kill = readonly [StepName, afterMs: number]

describe.skipIf(problems.length > 0)('a console that is killed during a rollout', () => {
  let stage: Stage
  let folders = 0
  /** What a rollout does to each agent, planned before the first. */
  const plans = new Map<string, AgentPlan>()
  const planOf = ({ name }: LabAgent) => plans.get(name) as AgentPlan
  const library = () => sha256Of(readFileSync(builds.right()))
  const newFolder = () => join(stage.dataDir, String(++folders))

  beforeAll(async () => {
    stage = await openStage(`kill-${process.pid}`, 2, new AbortController().signal)
    const { engine, quotadeck } = await openOperator(stage.lab, newFolder())
    const file = await openAsBlob(builds.right())
    const { sha256 } = await quotadeck.builds.add({ fileName: 'hook.so', file })
    const agents = stage.lab.agents.map(({ name }) => name)
    const request = { build: sha256, agents, hooks: wantedHooks }
    for (const plan of (await quotadeck.rollouts.plan(request)).agents) plans.set(plan.agent, plan)
    await engine.close()
  }, TIMEOUT_MS)
  afterAll(() => stage?.close())

  /** Runs a rollout in a process of its own and kills that; returns its data folder. */
  async function killed(agent: LabAgent, [step, afterMs]: Kill): Promise<string> {
    const program = join(import.meta.dirname, 'roller.ts')
    const folder = newFolder()
    const roller = spawn(process.execPath, [program, stage.lab.name, agent.name, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(roller, 'exit')
    for await (const lines of roller.stdout.setEncoding('utf8')) {
      if (!String(lines).split('\n').includes(step)) continue
      await sleep(afterMs)
      roller.kill('SIGKILL')
    }
    expect(await ended, `killed at ${step}`).toEqual([null, 'SIGKILL'])
    return folder
  }

  /** The sha256 of what a rollout changes, by path; '': it is not there. And temporary files there. */
  async function filesOf(agent: LabAgent) {
    const { files, libraryPath } = planOf(agent)
    const paths = [...files.map(({ path }) => path), libraryPath]
    const places = [...new Set([FLAGS, ...paths.map((path) => posix.dirname(path))])]
    const look = `n=$1; shift
      while [ $((n -= 1)) -ge 0 ]; do echo "$1 $(sha256sum 2>/dev/null <"$1" | cut -c 1-64)"; shift; done
      find "$@" -maxdepth 1 -name '*quotadeck-*.tmp' 2>/dev/null || :`
    const count = String(paths.length)
    const text = await onAgent(agent, ['sh', '-c', look, 'sh', count, ...paths, ...places])
    const lines = text.trimEnd().split('\n')
    const sums = lines.slice(0, paths.length).map((line) => {
      const [path = '', sum = ''] = line.split(' ')
      return [path, sum] as const
    })
    return { sums: new Map(sums), temporary: lines.slice(paths.length) }
  }

  const sumOf = (content: string | null) => (content === null ? '' : sha256Of(content))

  /** Each file is what it was or what is wanted, and what was under way on the agent has ended. */
  async function isWhole(agent: LabAgent, kill: Kill): Promise<void> {
    const { files, libraryPath } = planOf(agent)
    const { sums, temporary } = await filesOf(agent)
    expect(temporary.filter((path) => path.startsWith(FLAGS))).toEqual([])
    for (const { path, before, after } of files)
      expect([before, after].map(sumOf), `${path} after ${kill}`).toContain(sums.get(path))
    expect(['', library()], `library after ${kill}`).toContain(sums.get(libraryPath))
    await eventually('no temporary file is left', async () => {
      return (await filesOf(agent)).temporary.length === 0
    })
  }

  const answering = (agent: LabAgent) =>
    eventually(`${agent.name} answers`, () =>
      runningHooks(agent).then(
        () => true,
        () => false,
      ),
    )

  async function restarts(agent: LabAgent): Promise<void> {
    const pid = await agentPid(agent)
    await onAgent(agent, ['systemctl', 'restart', agent.unit])
    await answering(agent)
    expect(await agentPid(agent)).not.toBe(pid)
  }

  /** A rollout by the command line, on some data folder, and how it ended. */
  async function rollOut(agent: LabAgent, folder: string) {
    const quotadeck = new Quotadeck(folder, sudoPassword(stage.lab))
    const what = ['--build', builds.right(), '--hooks', wantedHooks.join(',')]
    return quotadeck.run('rollout', ...what, '--agents', agent.name, '--yes')
  }

  /** One that is not known to be gone yet, of which the operator is told. */
  async function isWaitedFor(agent: LabAgent, folder: string): Promise<void> {
    const { json } = await rollOut(agent, folder)
    expect(json).toMatchObject({
      error: { code: 'rollout-running', advice: expect.stringContaining('killed') },
    })
  }

  async function isBroughtOn(agent: LabAgent, folder: string): Promise<void> {
    const { status, json } = await rollOut(agent, folder)
    expect(json).toMatchObject({ state: 'succeeded' })
    expect(status).toBe(0)
    const { sums } = await filesOf(agent)
    const { files, libraryPath } = planOf(agent)
    for (const { path, after } of files) expect(sums.get(path), path).toBe(sumOf(after))
    expect(await runningHooks(agent)).toBe(wantedHooks.join(','))
    expect(await mappedBuilds(agent)).toEqual([libraryPath])
  }

  /** The data folder of another who knows the agents. */
  async function another(): Promise<string> {
    const folder = newFolder()
    await (await openOperator(stage.lab, folder)).engine.close()
    return folder
  }

  /** As it was before any rollout. */
  async function putBack(agent: LabAgent): Promise<void> {
    for (const { path, before } of planOf(agent).files) {
      const write = before === null ? 'rm -f "$1"' : 'cat > "$1"'
      await sshAsRoot(agent, ['sh', '-c', write, 'sh', path], { input: before ?? '' })
    }
    await onAgent(agent, ['rm', '-f', planOf(agent).libraryPath])
    await restarts(agent)
  }

  it.concurrent(
    'again and again, each time a step later: the agent starts in between, and is brought on',
    async () => {
      const agent = agentNamed(stage.lab, 'agent1')
      const kills: Kill[] = [
        ['upload', 50],
        ['manifest', 150],
        ['hooks', 100],
        ['gates', 300],
      ]
      const used: string[] = []
      for (const kill of kills) {
        used.push(await killed(agent, kill))
        if (kill === kills.at(-1)) await isWaitedFor(agent, used.at(-1) ?? '')
        await isWhole(agent, kill)
        // With the files as they are, also where some are the old ones and some the new.
        if (kill[0] === 'manifest' || kill[0] === 'hooks') await restarts(agent)
      }
      await isBroughtOn(agent, used[0] ?? '')
    },
    TIMEOUT_MS,
  )

  it.concurrent(
    'when files are changed, or a restart is owed: it goes on, and the next ends it',
    async () => {
      const agent = agentNamed(stage.lab, 'agent2')
      for (const kill of [
        ['manifest', 0],
        ['restart', 0],
      ] as const) {
        if (kill[0] !== 'manifest') await putBack(agent)
        await killed(agent, kill)
        await isWhole(agent, kill)
        await answering(agent)
        await isBroughtOn(agent, await another())
      }
    },
    TIMEOUT_MS,
  )
})

/** Waits for what comes by itself. */
async function eventually(what: string, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`)
    await sleep(300)
  }
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { failureSchema } from '../../electron/contract/failure.ts'
import { rolloutSchema } from '../../electron/contract/rollout.ts'
import { agentUsageSchema } from '../../electron/contract/usage.ts'
import type { Lab, LabAgent } from '../lab/lab.ts'
import { type LabContainer, launch } from '../lab/launch.ts'
import { builds, wantedHooks } from '../stage/builds.ts'
import { agentPid, kernelProjects, mappedBuilds, onAgent, runningHooks } from '../stage/kernel.ts'
import { Quotadeck } from '../stage/quotadeck.ts'
import { asInventory, type Stage, sudoPassword } from '../stage/stage.ts'

/** One thing that was looked at, and what was seen. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly evidence: string
}

const MIB = 1024 * 1024
const libraryDir = '/var/lib/quotadeck/lib'

/** Does the whole main job on the stage. What is seen on agents is seen by the lab's own ssh. */
export async function runChecks(stage: Stage): Promise<Check[]> {
  const checks: Check[] = []
  const quotadeck = new Quotadeck(stage.dataDir, sudoPassword(stage.lab))
  const { lab } = stage
  const containers = new Map<string, LabContainer[]>()
  const steps: [string, () => Promise<string>][] = [
    ['agents are observed', () => agentsObserved(quotadeck, lab)],
    ['a build for another Mesos version is refused before upload', () => refused(quotadeck, lab)],
    ['the build is rolled out', () => rolledOut(quotadeck)],
    ['the build is mapped by the running agent process', () => mapped(lab)],
    ['the hook order on the agent is the one asked for', () => hookOrder(lab)],
    ['containers start with a quota', () => started(lab, containers)],
    [
      'a container that writes past its limit is stopped by the kernel',
      () => stopped(lab, containers),
    ],
    ["the usage shown equals the kernel's own", () => usageEqual(quotadeck, lab, containers)],
    [
      'a build with which the agent does not start is rolled back',
      () => rolledBack(quotadeck, lab),
    ],
    [
      'containers keep project and limit across restarts',
      () => usageEqual(quotadeck, lab, containers),
    ],
    ['the hook order is changed', () => reordered(quotadeck, lab)],
  ]
  for (const [name, step] of steps) {
    const check = await attempt(name, step)
    console.error(`${check.ok ? 'ok    ' : 'FAILED'} ${name}: ${check.evidence}`)
    checks.push(check)
  }
  return checks
}

async function attempt(name: string, step: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, evidence: await step() }
  } catch (error) {
    return { name, ok: false, evidence: error instanceof Error ? error.message : String(error) }
  }
}

function ensure(condition: boolean, otherwise: () => string): asserts condition {
  if (!condition) throw new Error(otherwise())
}

/** Does the same on every agent, one after the other, and joins what each gave. */
async function onEach(lab: Lab, look: (agent: LabAgent) => Promise<string>): Promise<string> {
  const seen: string[] = []
  for (const agent of lab.agents) seen.push(`${agent.name}: ${await look(agent)}`)
  return seen.join('; ')
}

async function agentsObserved(quotadeck: Quotadeck, lab: Lab): Promise<string> {
  const shown = z.object({
    mesosVersion: z.string(),
    flagSource: z.object({ kind: z.string() }),
    unit: z.object({ name: z.string() }),
  })
  return onEach(lab, async (agent) => {
    const { name, host, port, user, identityFile, knownHostsFile, privilege } = asInventory(agent)
    const where = ['--host', host, '--port', String(port), '--user', user]
    const keys = ['--identity-file', identityFile, '--known-hosts-file', knownHostsFile]
    await quotadeck.mustRun('agents', 'add', name, ...where, ...keys, '--privilege', privilege)
    const { unit, flagSource, mesosVersion } = shown.parse(await quotadeck.mustRun('observe', name))
    ensure(flagSource.kind === agent.kind, () => `${name}: flags said to be in ${flagSource.kind}`)
    ensure(unit.name === agent.unit, () => `${name}: unit said to be ${unit.name}`)
    return `Mesos ${mesosVersion}, ${unit.name}, flags in ${flagSource.kind}`
  })
}

function librariesOn(agent: LabAgent): Promise<string> {
  return onAgent(agent, ['sh', '-c', `ls -A ${libraryDir} 2>/dev/null || true`])
}

async function refused(quotadeck: Quotadeck, lab: Lab): Promise<string> {
  const result = await quotadeck.run('rollout', '--build', builds.otherMesos(), '--yes')
  ensure(result.status !== 0, () => 'the rollout was let through')
  const text = JSON.stringify(result.json)
  ensure(
    text.includes('1.11.0') && text.includes('1.12.0'),
    () => `refused for another reason: ${text}`,
  )
  return onEach(lab, async (agent) => {
    const files = await librariesOn(agent)
    ensure(files === '', () => `${agent.name} has ${files.trim()}`)
    return `exit status ${result.status}, ${libraryDir} holds nothing`
  })
}

async function rolledOut(quotadeck: Quotadeck): Promise<string> {
  const wanted = ['--build', builds.right(), '--hooks', wantedHooks.join(','), '--yes']
  const { status, json, stderr } = await quotadeck.run('rollout', ...wanted)
  ensure(status === 0, () => `exit status ${status}: ${stderr.trim() || JSON.stringify(json)}`)
  const rollout = rolloutSchema.parse(json)
  return rollout.agents
    .map(({ agent, state, gates }) => {
      const count = (outcome: string) => gates.filter((gate) => gate.outcome === outcome).length
      return `${agent} ${state}, gates: ${count('passed')} passed, ${count('unchecked')} unchecked`
    })
    .join('; ')
}

/** Asserts that exactly the right build is mapped, byte for byte. */
async function mapped(lab: Lab): Promise<string> {
  const sha256 = createHash('sha256').update(readFileSync(builds.right())).digest('hex')
  return onEach(lab, async (agent) => {
    const paths = await mappedBuilds(agent)
    const path = paths[0]
    ensure(paths.length === 1 && path !== undefined, () => `${agent.name} maps ${paths.join(', ')}`)
    const [there] = (await onAgent(agent, ['sha256sum', path])).split(' ')
    ensure(there === sha256, () => `${agent.name}: ${path} has sha256 ${there}, not ${sha256}`)
    return `pid ${await agentPid(agent)} maps ${path}, sha256 as built`
  })
}

function hookOrder(lab: Lab, order: readonly string[] = wantedHooks): Promise<string> {
  return onEach(lab, async (agent) => {
    const hooks = await runningHooks(agent)
    ensure(hooks === order.join(','), () => `${agent.name} runs with --hooks=${hooks}`)
    return `/flags says ${hooks}`
  })
}

/**
 * What the containers do: write so much, say how it ended, stay. What it says overwrites bytes that
 * are there already: a full project has no block left for a new file.
 */
function writer(mebibytes: number): string {
  const write = `dd if=/dev/zero of=data bs=1M count=${mebibytes} conv=fsync 2>&1`
  return `head -c 4096 /dev/zero >said; out=$(${write}); echo "$? $out" 1<>said; exec sleep 100000`
}

async function started(lab: Lab, containers: Map<string, LabContainer[]>): Promise<string> {
  return onEach(lab, async (agent) => {
    const path = `${agent.workDir}/volumes`
    const launched = [
      await launch(agent, { task: 'web', limit: '64MiB', command: writer(24) }),
      await launch(agent, { task: 'db', limit: '32MiB', path, command: writer(20) }),
      await launch(agent, { task: 'greedy', limit: '16MiB', command: writer(40) }),
    ]
    containers.set(agent.name, launched)
    return launched.map((container) => container.container_name).join(', ')
  })
}

async function stopped(lab: Lab, containers: Map<string, LabContainer[]>): Promise<string> {
  return onEach(lab, async (agent) => {
    const greedy = containers.get(agent.name)?.find(({ task_id }) => task_id === 'greedy')
    ensure(greedy !== undefined, () => `${agent.name} has not started it`)
    const look = 'cd "$1" && tr -d "\\\\0" <said && stat -c %s data'
    const text = await eventually(async () => {
      const said = await onAgent(agent, ['sh', '-c', look, 'sh', greedy.directory])
      ensure(/^\d+ /.test(said), () => `${agent.name}: it still writes`)
      return said
    })
    const size = Number(text.trim().split('\n').at(-1))
    ensure(text.includes('No space left on device'), () => `${agent.name}: ${text}`)
    ensure(size > 15 * MIB && size <= 16 * MIB, () => `${agent.name}: wrote ${size} bytes`)
    return `40 MiB wanted, limit 16 MiB, ${size} bytes written, 'No space left on device'`
  })
}

/** Tries again for 30 s while it throws. */
async function eventually<T>(attemptIt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 30_000
  for (;;) {
    try {
      return await attemptIt()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(500)
    }
  }
}

async function usageEqual(
  quotadeck: Quotadeck,
  lab: Lab,
  containers: Map<string, LabContainer[]>,
): Promise<string> {
  return onEach(lab, (agent) =>
    eventually(() => compareUsage(quotadeck, agent, containers.get(agent.name) ?? [])),
  )
}

/** Compares what Quotadeck shows with the kernel, container by container, to the KiB. */
async function compareUsage(
  quotadeck: Quotadeck,
  agent: LabAgent,
  containers: readonly LabContainer[],
): Promise<string> {
  ensure(containers.length > 0, () => `${agent.name} has no containers`)
  const kernel = await kernelProjects(agent)
  const [usage] = z.array(agentUsageSchema).parse(await quotadeck.mustRun('usage', agent.name))
  const shown = usage?.status?.projects ?? []
  const names = containers.map((container) => container.container_name)
  ensure(
    kernel.size === shown.length,
    () => `${agent.name}: ${shown.length} projects shown, the kernel has ${kernel.size}`,
  )
  return names
    .map((name) => {
      const project = shown.find((candidate) => candidate.containerName === name)
      ensure(project !== undefined, () => `${agent.name}: ${name} is not shown`)
      const truth = kernel.get(project.id)
      const seen = {
        usedKib: project.usedBytes / 1024,
        hardLimitKib: project.hardLimitBytes / 1024,
      }
      ensure(
        truth?.usedKib === seen.usedKib && truth.hardLimitKib === seen.hardLimitKib,
        () =>
          `${agent.name}: project ${project.id}: shown ${JSON.stringify(seen)}, kernel ${JSON.stringify(truth)}`,
      )
      return `#${project.id} ${seen.usedKib}/${seen.hardLimitKib} KiB`
    })
    .join(', ')
}

async function rolledBack(quotadeck: Quotadeck, lab: Lab): Promise<string> {
  const { status, json } = await quotadeck.run('rollout', '--build', builds.refuses(), '--yes')
  ensure(status !== 0, () => 'the rollout is said to have succeeded')
  const { agents } = rolloutSchema.parse(json)
  for (const { agent, state, failure } of agents)
    ensure(state === 'rolled-back', () => `${agent} is ${state}: ${failure?.message}`)
  const hooks = await hookOrder(lab)
  const reason = failureSchema.parse(agents[0]?.failure)
  return `${await mapped(lab)}; ${hooks}; the reason given: ${reason.message}`
}

async function reordered(quotadeck: Quotadeck, lab: Lab): Promise<string> {
  const order = wantedHooks.toReversed()
  for (const agent of lab.agents)
    await quotadeck.mustRun('hooks', 'set', agent.name, order.join(','), '--yes', '--restart')
  return hookOrder(lab, order)
}

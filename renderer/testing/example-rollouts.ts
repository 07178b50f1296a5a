import {
  type AgentPlan,
  type AgentRollout,
  type Gate,
  gateNames,
  type Rollout,
  type RolloutPlan,
  type RolloutRequest,
  type Step,
  stepNames,
} from '../../electron/contract/rollout.ts'
import {
  exampleAgents,
  exampleBuilds,
  exampleFailures,
  exampleObservation,
  libraryPath,
  newBuild,
  oldBuild,
} from './example-fleet.ts'
import { manyAgent } from './example-many.ts'

const plannedSteps = stepNames.slice(0, 8)

/** What the request would do, agent by agent, as the engine would plan it. */
export function examplePlan(request: RolloutRequest): RolloutPlan {
  const build = exampleBuilds.find((known) => known.sha256 === request.build) ?? newBuild
  return {
    hash: `plan-${request.build.slice(0, 6)}-${request.agents.join()}-${request.hooks?.join() ?? ''}`,
    build,
    agents: request.agents.map((name) => agentPlan(name, request, build)),
  }
}

function agentPlan(name: string, request: RolloutRequest, build: typeof newBuild): AgentPlan {
  const agent = exampleAgents.find((known) => known.name === name) ?? manyAgent(name)
  const failure = exampleFailures[name]
  const base = {
    agent: name,
    libraryPath: libraryPath(build),
    files: [],
    summary: [],
    warnings: [],
  }
  if (!agent || failure) return { ...base, verdict: 'unreachable', failure }
  const seen = exampleObservation(agent)
  const running = seen.mesosVersion
  if (running && running !== build.mesosVersion) {
    return {
      ...base,
      verdict: 'refused',
      failure: {
        code: 'build-refused',
        message: `${name} runs Mesos ${running}, the build is for ${build.mesosVersion}`,
        agent: name,
        changed: 'Nothing was changed; nothing was uploaded.',
        advice: `Use a build for Mesos ${running}.`,
        evidence: `Mesos has version ${running}, but module is compiled with version ${build.mesosVersion}`,
      },
    }
  }
  const before = seen.manifest?.text ?? ''
  const hooksBefore = (seen.hooks ?? []).join(',')
  const hooks = request.hooks ?? seen.hooks ?? ['org_quotadeck_XfsQuotaHook']
  const files = [
    {
      path: '/etc/mesos/modules.json',
      before,
      after: before.replace(libraryPath(oldBuild), libraryPath(build)),
      expectedSha256: seen.manifest?.sha256 ?? null,
    },
    {
      path: '/etc/mesos-slave/hooks',
      before: seen.hooks ? `${hooksBefore}\n` : null,
      after: `${hooks.join(',')}\n`,
      expectedSha256: null,
    },
  ].filter((file) => file.before !== file.after)
  if (files.length === 0) return { ...base, verdict: 'nothing' }
  return {
    ...base,
    verdict: 'change',
    files,
    summary: [
      `upload ${libraryPath(build)}`,
      ...files.map((file) => `write ${file.path}`),
      `restart ${seen.unit.name}`,
    ],
    warnings: seen.findings.map((finding) => finding.message),
  }
}

const pending = (): Step[] => stepNames.map((name) => ({ name, state: 'pending' }))

function finished(agent: string): AgentRollout {
  const at = Date.now() - 86_400_000
  return {
    agent,
    state: 'succeeded',
    steps: plannedSteps.map((name, index) => ({
      name,
      state: 'done',
      startedAt: at + index * 900,
      endedAt: at + index * 900 + 840,
    })),
    gates: gateNames.map((name) => gate(name, 'passed')),
  }
}

const evidence: Record<Gate['name'], string> = {
  'unit-active': 'active (running), MainPID 1182 → 2210',
  'library-mapped': 'libquotadeck-hook in /proc/2210/maps',
  'hooks-shown': '/flags: org_example_EnvironmentHook,org_quotadeck_XfsQuotaHook',
  recovered: 'recovery over, slave/registered 1, agent id unchanged',
  'status-fresh': 'written by pid 2210, 1.2 s old',
  'containers-kept': '3 of 3 containers tracked with the same project and limit',
  'stays-healthy': 'active for 10 s without a restart',
}

function gate(name: Gate['name'], outcome: Gate['outcome']): Gate {
  return { name, outcome, evidence: outcome === 'waiting' ? '' : evidence[name] }
}

export const finishedRollout: Rollout = {
  id: '7c1d0e52',
  startedAt: Date.now() - 86_400_000,
  endedAt: Date.now() - 86_400_000 + 41_000,
  build: oldBuild,
  state: 'succeeded',
  agents: ['batch-01', 'batch-02', 'stateful-02', 'web-01'].map(finished),
}

/**
 * A rollout as a stream of whole states. web-01 breaks at its gates and is rolled back; a
 * rollout that was asked for the old build and edge agents shows refusals.
 */
export async function* playRollout(
  id: string,
  plan: RolloutPlan,
  stepMs: number,
  keep: (rollout: Rollout) => void,
): AsyncGenerator<Rollout> {
  const state: Rollout = {
    id,
    startedAt: Date.now(),
    build: plan.build,
    state: 'running',
    agents: plan.agents.map(waiting),
  }
  const emit = () => {
    const copy = structuredClone(state)
    keep(copy)
    return copy
  }
  yield emit()
  for (let tick = 0; state.agents.some((agent) => !ended(agent)); tick += 1) {
    await new Promise((resolve) => setTimeout(resolve, stepMs))
    for (const [index, agent] of state.agents.entries()) {
      if (tick >= index && !ended(agent)) advance(agent)
    }
    yield emit()
  }
  state.endedAt = Date.now()
  state.state = state.agents.every((agent) => agent.state === 'succeeded') ? 'succeeded' : 'failed'
  yield emit()
}

function waiting(plan: AgentPlan): AgentRollout {
  const states = {
    change: 'waiting',
    nothing: 'nothing-to-do',
    refused: 'refused',
    unreachable: 'unreachable',
  } as const
  return {
    agent: plan.agent,
    state: states[plan.verdict],
    steps: plan.verdict === 'change' ? pending() : [],
    gates: [],
    failure: plan.failure,
  }
}

const ended = (agent: AgentRollout) => agent.state !== 'waiting' && agent.state !== 'running'

/** One tick of one agent: the running step ends, the next one starts. */
function advance(agent: AgentRollout): void {
  agent.state = 'running'
  const running = agent.steps.find((step) => step.state === 'running')
  if (running?.name === 'gates' && !settleGate(agent)) return
  if (running && running.state === 'running') {
    running.state = 'done'
    running.endedAt = Date.now()
    running.detail = running.name === 'restart' ? 'new MainPID 2210' : running.detail
  }
  const last = agent.failure ? stepNames.length : plannedSteps.length
  const next = agent.steps.slice(0, last).find((step) => step.state === 'pending')
  if (next) start(agent, next)
  else agent.state = agent.failure ? 'rolled-back' : 'succeeded'
}

function start(agent: AgentRollout, step: Step): void {
  step.state = 'running'
  step.startedAt = Date.now()
  if (step.name === 'upload') step.detail = 'uploaded 312 of 476 KiB'
  if (step.name === 'gates') agent.gates = gateNames.map((name) => gate(name, 'waiting'))
}

/** Settles one waiting gate; true when none waits any more or one failed. */
function settleGate(agent: AgentRollout): boolean {
  const index = agent.gates.findIndex((one) => one.outcome === 'waiting')
  const waitingGate = agent.gates[index]
  if (!waitingGate) return true
  if (agent.agent === 'web-01' && waitingGate.name === 'status-fresh') {
    fail(agent, waitingGate)
    return false
  }
  const unchecked = agent.agent === 'stateful-02' && waitingGate.name === 'hooks-shown'
  agent.gates[index] = unchecked
    ? { ...waitingGate, outcome: 'unchecked', evidence: '/flags answers 401: not allowed to look' }
    : gate(waitingGate.name, 'passed')
  return agent.gates.every((one) => one.outcome !== 'waiting')
}

function fail(agent: AgentRollout, failed: Gate): void {
  failed.outcome = 'failed'
  failed.evidence = 'status.pb is 31 s old and was written by pid 1182, not by 2210'
  const step = agent.steps.find((one) => one.name === 'gates')
  if (step) Object.assign(step, { state: 'failed', endedAt: Date.now(), detail: 'status-fresh' })
  agent.failure = {
    code: 'gate-failed',
    message: `${agent.agent} did not pass the gate status-fresh within 30 s`,
    agent: agent.agent,
    changed: 'All files are back as they were; the agent runs with its previous build.',
    advice: 'Look at the journal below, correct the module parameters and roll out again.',
    evidence:
      'Nov 22 13:02:11 web-01 mesos-agent[2210]: quotadeck: state_dir /var/lib/quotadeck/state: Read-only file system\nNov 22 13:02:11 web-01 mesos-agent[2210]: quotadeck: status file not written',
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { exitReason, journalSince } from '../agent/changes/service.ts'
import { type ProbeTarget, probe } from '../agent/observe/probe.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { Gate } from '../contract/rollout.ts'
import type { Link } from '../link/link.ts'
import { parseStatus } from '../usage/status.ts'
import { type GateGoal, type GateMemory, judge, type Look, waitingGates } from './gates.ts'

export interface GateRun {
  readonly link: Link
  readonly target: ProbeTarget
  readonly goal: GateGoal
  /** Time for all gates, ms. */
  readonly deadlineMs: number
  readonly onGates: (gates: Gate[]) => void
  readonly signal?: AbortSignal
}

const PAUSE_MS = 300
/** An agent that cannot be reached is asked again until this has passed, within the deadline. */
const UNREACHABLE_MS = 60_000

/**
 * Looks at the agent until every gate has passed or cannot be checked. Throws `gate-failed` with
 * the agent's own words when one fails or the time is over. `restartedAtMs` is the agent's clock.
 */
export async function passGates(run: GateRun, restartedAtMs: number): Promise<Gate[]> {
  const endsAt = Date.now() + run.deadlineMs
  let memory: GateMemory = {}
  let gates = waitingGates()
  let reachedAt = Date.now()
  for (;;) {
    const look = await lookAt(run).catch((error: unknown) => toFailure(error, run.link.agent))
    if (look instanceof Failure) {
      if (run.signal?.aborted || Date.now() - reachedAt > UNREACHABLE_MS) throw look
    } else {
      reachedAt = Date.now()
      ;({ gates, memory } = judge(run.goal, look, memory))
      run.onGates(gates)
    }
    const failed = gates.find(({ outcome }) => outcome === 'failed')
    if (failed) throw await gateFailure(run, failed, restartedAtMs)
    const open = gates.find(({ outcome }) => outcome === 'waiting')
    if (!open) return gates
    if (Date.now() >= endsAt) throw await outOfTime(run, gates, open, restartedAtMs)
    await sleep(PAUSE_MS, undefined, { signal: run.signal })
  }
}

async function lookAt({ link, target, signal }: GateRun): Promise<Look> {
  const seen = await probe(link, target, signal)
  return { ...seen, statusRead: readStatus(seen.status, link.agent) }
}

function readStatus(bytes: Buffer | undefined, agent: string): Look['statusRead'] {
  if (!bytes) return { reason: 'There is no status file yet.' }
  try {
    return { status: parseStatus(bytes, agent) }
  } catch (error) {
    return { reason: toFailure(error).message }
  }
}

async function outOfTime(run: GateRun, gates: Gate[], open: Gate, since: number): Promise<Failure> {
  const failed: Gate = {
    ...open,
    outcome: 'failed',
    evidence: `Not within ${run.deadlineMs / 1000} s. ${open.evidence}`,
  }
  run.onGates(gates.map((gate) => (gate.name === open.name ? failed : gate)))
  return gateFailure(run, failed, since)
}

async function gateFailure(run: GateRun, gate: Gate, since: number): Promise<Failure> {
  const { agent } = run.link
  const journal = await journalSince(run.link, run.target.unit, since)
  const reason = exitReason(journal)
  return new Failure({
    code: 'gate-failed',
    message: `${agent} did not pass the gate ${gate.name}: ${reason ?? gate.evidence}`,
    agent,
    advice: 'Read the evidence; correct the build or the flags, then roll out again.',
    evidence: [gate.evidence, journal].filter(Boolean).join('\n'),
  })
}

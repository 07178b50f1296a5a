import type { Agent } from '../contract/agent.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { AgentUsage, Status } from '../contract/usage.ts'
import type { Link } from '../link/link.ts'
import { parseStatus } from './status.ts'

/** More than the status of 100 000 projects; a larger file is not the hook's. */
const maxStatusBytes = 32 * 1024 * 1024

const noFile = 3
const notReadable = 4

/** Prints the agent's clock (ms), a newline, and the file as it is. One round trip. */
const readScript = `
[ -e "$1" ] || exit ${noFile}
[ -r "$1" ] || exit ${notReadable}
date +%s%3N && exec cat -- "$1"
`

/** A status is stale when this many of its own intervals went by without another. */
const staleAfterIntervals = 3

/** Reads one agent's status file in one round trip. Never throws: a failure is in the result. */
export async function readUsage(link: () => Promise<Link>, agent: Agent): Promise<AgentUsage> {
  try {
    const { status, agentClock } = await readStatus(await link(), agent)
    const ageMs = agentClock - status.writtenAtMs
    const stale = ageMs > staleAfterIntervals * Math.max(status.intervalMs, 1000)
    return { agent: agent.name, readAt: Date.now(), ageMs, stale, status }
  } catch (error) {
    const failure = toFailure(error, agent.name).data
    return { agent: agent.name, readAt: Date.now(), stale: false, failure }
  }
}

async function readStatus(
  link: Link,
  agent: Agent,
): Promise<{ status: Status; agentClock: number }> {
  const result = await link.run(['sh', '-c', readScript, 'sh', agent.statusFile], {
    expect: [0, noFile, notReadable],
    timeoutMs: 15_000,
    maxOutputBytes: maxStatusBytes,
  })
  if (result.exitCode === noFile) throw missing(agent)
  if (result.exitCode === notReadable) throw unreadable(agent)
  const newline = result.stdout.indexOf(0x0a)
  const agentClock = Number(result.stdout.subarray(0, newline).toString('latin1'))
  return { status: parseStatus(result.stdout.subarray(newline + 1)), agentClock }
}

function missing(agent: Agent): Failure {
  return new Failure({
    code: 'status-missing',
    message: `${agent.name} has no status file at ${agent.statusFile}.`,
    agent: agent.name,
    advice: 'Roll the hook out to this agent; if it runs there, set where its status file is.',
  })
}

function unreadable(agent: Agent): Failure {
  return new Failure({
    code: 'permission-denied',
    message: `${agent.user} may not read ${agent.statusFile} on ${agent.name}.`,
    agent: agent.name,
    advice: 'The hook makes it readable for all: look at the folders above it.',
  })
}

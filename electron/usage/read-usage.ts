import { FRAME_FUNCTION, parseFrames, textOf } from '../agent/frames.ts'
import { milliseconds } from '../agent/survey.ts'
import type { Agent } from '../contract/agent.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { AgentUsage } from '../contract/usage.ts'
import type { Link } from '../link/link.ts'
import { isStale, MAX_STATUS_BYTES, parseStatus } from './status.ts'

/** The agent's clock and the file, opened once: the hook replaces it, so it is whole or cut off. */
const SCRIPT = `${FRAME_FUNCTION}
date +%s%N | frame clock ''
if [ -r "$1" ]; then head -c ${MAX_STATUS_BYTES + 1} -- "$1" | frame status ''
elif [ -e "$1" ]; then frame denied '' </dev/null
fi
echo end
`

const DEADLINE_MS = 15_000

/** One agent's usage now. Never throws: what went wrong is in the answer. */
export async function readUsage(
  link: Link,
  agent: Agent,
  signal?: AbortSignal,
): Promise<AgentUsage> {
  try {
    const { agentNowMs, bytes } = await readStatusFile(link, agent, signal)
    const status = parseStatus(bytes, agent.name)
    const ageMs = Math.round(agentNowMs - status.writtenAtMs)
    const stale = isStale(status, agentNowMs)
    return { agent: agent.name, readAt: Date.now(), ageMs, stale, status }
  } catch (error) {
    return failedUsage(agent.name, error)
  }
}

export function failedUsage(agent: string, error: unknown): AgentUsage {
  const failure = toFailure(error, agent).data
  return { agent, readAt: Date.now(), stale: false, failure }
}

/** The status file is readable for everyone, so root is asked for only where that was changed. */
async function readStatusFile(link: Link, agent: Agent, signal: AbortSignal | undefined) {
  const ask = async (privileged: boolean) => {
    const { stdout } = await link.script(SCRIPT, [agent.statusFile], {
      privileged,
      signal,
      timeoutMs: DEADLINE_MS,
      maxOutputBytes: 2 * MAX_STATUS_BYTES,
    })
    return parseFrames(stdout, agent.name)
  }
  let frames = await ask(false)
  if (frames.some(({ kind }) => kind === 'denied')) frames = await ask(true)
  const status = frames.find(({ kind }) => kind === 'status')
  if (!status) throw missing(agent)
  return {
    agentNowMs: milliseconds(textOf(frames, 'clock'), agent.name),
    bytes: status.content,
  }
}

function missing(agent: Agent): Failure {
  return new Failure({
    code: 'status-missing',
    message: `${agent.name} has no status file ${agent.statusFile}.`,
    agent: agent.name,
    advice: 'Roll out the hook, or set the path that the module parameter status_file names.',
  })
}

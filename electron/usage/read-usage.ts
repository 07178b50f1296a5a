import {
  FRAME_FUNCTION,
  type Frame,
  newMark,
  parseFrames,
  textOf,
  unreadable,
} from '../agent/ask/frames.ts'
import { milliseconds } from '../agent/observe/survey.ts'
import type { Agent } from '../contract/agent.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { AgentUsage, Status } from '../contract/usage.ts'
import type { Link } from '../link/link.ts'
import { isStale, MAX_STATUS_BYTES, parseStatus } from './status.ts'

/**
 * Prints only `same` when the file is the one that is known already (device, inode, size, time of change),
 * else which one it is, the agent's clock and the file, opened once: the hook replaces it, so it is
 * whole or cut off. Arguments: path, the file that is known or '', the mark of frames.
 */
const SCRIPT = `${FRAME_FUNCTION}
path=$1 known=$2 mark=$3
file=
if [ -r "$path" ]; then file=$(stat -L -c '%d %i %s %z' -- "$path"); fi
if [ -n "$file" ] && [ "$file" = "$known" ]; then
  echo same
  exit
fi
frame clock ''
date +%s%N
frame file ''
printf %s "$file"
if [ -n "$file" ]; then
  frame status ''
  head -c ${MAX_STATUS_BYTES + 1} -- "$path"
elif [ -e "$path" ]; then frame denied ''
fi
frame end ''
`

const SAME = Buffer.from('same\n')

const DEADLINE_MS = 15_000

/** A status file that was read: an agent that still has the same one does not send it again. */
interface Known {
  readonly path: string
  readonly file: string
  readonly status: Status
  /** The agent's clock minus this one's, ms. */
  readonly clockOffsetMs: number
}

/** What was read last over a link; gone with the link. */
const lastRead = new WeakMap<Link, Known>()

/** One agent's usage now. Never throws: what went wrong is in the answer. */
export async function readUsage(
  link: Link,
  agent: Agent,
  signal?: AbortSignal,
): Promise<AgentUsage> {
  try {
    const { status, agentNowMs } = await readStatus(link, agent, signal)
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
async function readStatus(link: Link, agent: Agent, signal: AbortSignal | undefined) {
  const last = lastRead.get(link)
  const known = last?.path === agent.statusFile ? last : undefined
  const ask = (privileged: boolean) => askFor(link, agent, known, privileged, signal)
  let frames = await ask(false)
  if (frames !== 'same' && has(frames, 'denied')) frames = await ask(true)
  if (frames === 'same') {
    if (!known) throw unreadable(agent.name, 'a file that was never read is said to be the same')
    return { status: known.status, agentNowMs: Date.now() + known.clockOffsetMs }
  }
  const content = frames.find(({ kind }) => kind === 'status')?.content
  if (!content) throw missing(agent)
  const status = parseStatus(content, agent.name)
  const agentNowMs = milliseconds(textOf(frames, 'clock'), agent.name)
  lastRead.set(link, {
    path: agent.statusFile,
    file: textOf(frames, 'file'),
    status,
    clockOffsetMs: agentNowMs - Date.now(),
  })
  return { status, agentNowMs }
}

async function askFor(
  link: Link,
  agent: Agent,
  known: Known | undefined,
  privileged: boolean,
  signal: AbortSignal | undefined,
): Promise<Frame[] | 'same'> {
  // Not on stdin: the sh that greets runs it, which spares the agent a process.
  const mark = newMark()
  const argv = ['sh', '-c', SCRIPT, 'sh', agent.statusFile, known?.file ?? '', mark]
  const { stdout } = await link.run(argv, {
    privileged,
    signal,
    timeoutMs: DEADLINE_MS,
    maxOutputBytes: MAX_STATUS_BYTES + 4096,
  })
  if (stdout.equals(SAME)) return 'same'
  return parseFrames(stdout, mark, agent.name)
}

function has(frames: readonly Frame[], wanted: string): boolean {
  return frames.some(({ kind }) => kind === wanted)
}

function missing(agent: Agent): Failure {
  return new Failure({
    code: 'status-missing',
    message: `${agent.name} has no status file ${agent.statusFile}.`,
    agent: agent.name,
    advice: 'Roll out the hook, or set the path that the module parameter status_file names.',
  })
}

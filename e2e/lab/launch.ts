// Containers that write on an agent, through the stand-in's launch API, which answers on the
// agent's own loopback address.

import { z } from 'zod'
import { ssh } from './ssh.ts'
import type { LabAgent } from './state.ts'

export type LaunchOptions = {
  task: string
  framework?: string
  /** XFS_QUOTA_HARD_LIMIT: bytes or a size such as 64MiB. */
  limit?: string
  inodeLimit?: number
  /** XFS_QUOTA_PATH: the container's directory is made below it. The sandbox unless given. */
  path?: string
  /** The task's disk resource, in MiB. */
  diskMb?: number
  /** Further variables of the task. */
  environment?: Readonly<Record<string, string>>
  /** What the container runs, by `/bin/sh -c` in its directory; `WRITER` unless given. */
  command?: string
}

/** Writes a mebibyte a second into one file, and goes on trying when the kernel refuses. */
export const WRITER = 'while :; do head -c 1048576 /dev/zero >>data; sleep 1; done'

/** What the stand-in answers when a container runs. */
const launchedSchema = z.looseObject({ container_id: z.string() })
export type Launched = z.infer<typeof launchedSchema>

/** Sends a request to the agent's own HTTP port and returns the answer's status and body. */
async function post(agent: LabAgent, path: string, body: object) {
  const url = `http://127.0.0.1:5051${path}`
  const headers = ['-H', 'Content-Type: application/json', '--data-binary', '@-']
  const curl = ['curl', '-sS', '-m', '60', '-w', '\n%{http_code}', ...headers, url]
  const result = await ssh(agent, curl, { input: JSON.stringify(body) })
  if (result.status !== 0) throw new Error(`${agent.name}: ${result.stderr.trim()}`)
  const split = result.stdout.lastIndexOf('\n')
  return { status: Number(result.stdout.slice(split + 1)), body: result.stdout.slice(0, split) }
}

/** Launches a pretend container. Throws with the agent's reason when the launch fails. */
export async function launch(agent: LabAgent, options: LaunchOptions): Promise<Launched> {
  const { limit, inodeLimit, path } = options
  const answer = await post(agent, '/standin/launch', {
    task_id: options.task,
    framework_id: options.framework ?? 'lab-framework',
    disk_mb: options.diskMb,
    command: options.command ?? WRITER,
    environment: {
      ...(limit === undefined ? {} : { XFS_QUOTA_ENABLE: 'true', XFS_QUOTA_HARD_LIMIT: limit }),
      ...(inodeLimit === undefined ? {} : { XFS_QUOTA_INODE_LIMIT: String(inodeLimit) }),
      ...(path === undefined ? {} : { XFS_QUOTA_PATH: path }),
      ...options.environment,
    },
  })
  if (answer.status !== 200)
    throw new Error(`${agent.name} did not launch ${options.task}: ${answer.body}`)
  return launchedSchema.parse(JSON.parse(answer.body))
}

/** Ends a pretend container. */
export async function kill(agent: LabAgent, task: string): Promise<void> {
  const answer = await post(agent, '/standin/kill', { task_id: task })
  if (answer.status !== 200) throw new Error(`${agent.name} did not kill ${task}: ${answer.body}`)
}

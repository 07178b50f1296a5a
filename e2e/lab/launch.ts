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

/** A container as the stand-in shows it; with a path its own directory is `<path>/<name>`. */
const containerSchema = z.looseObject({
  task_id: z.string(),
  container_id: z.string(),
  container_name: z.string(),
  /** The sandbox. */
  directory: z.string(),
  /** TASK_STAGING, TASK_RUNNING, TASK_FAILED, TASK_FINISHED or TASK_KILLED. */
  state: z.string(),
  /** Why it failed. */
  message: z.string(),
})
export type LabContainer = z.infer<typeof containerSchema>

/** Sends a request to the agent's own HTTP port and returns the answer; throws if it is not 200. */
async function ask(agent: LabAgent, path: string, body?: object): Promise<unknown> {
  const url = `http://127.0.0.1:5051/standin/${path}`
  const data = body === undefined ? [] : ['--data-binary', '@-']
  const curl = ['curl', '-sS', '-m', '60', '-w', '\n%{http_code}', ...data, url]
  const result = await ssh(agent, curl, { input: body && JSON.stringify(body) })
  const split = result.stdout.lastIndexOf('\n')
  const text = result.stdout.slice(0, split)
  if (result.status !== 0 || result.stdout.slice(split + 1) !== '200')
    throw new Error(`${agent.name} refuses: ${text.trim()} ${result.stderr.trim()}`)
  return JSON.parse(text)
}

/** Launches a pretend container. Throws with the agent's reason when the launch fails. */
export async function launch(agent: LabAgent, options: LaunchOptions): Promise<LabContainer> {
  const { limit, inodeLimit, path } = options
  const container = containerSchema.parse(
    await ask(agent, 'launch', {
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
    }),
  )
  if (container.state !== 'TASK_RUNNING')
    throw new Error(`${agent.name}, task ${options.task}: ${container.message}`)
  return container
}

/** Ends a pretend container. */
export async function kill(agent: LabAgent, task: string): Promise<void> {
  await ask(agent, 'kill', { task_id: task })
}

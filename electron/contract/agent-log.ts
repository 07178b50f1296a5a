import { z } from 'zod'
import { agentNameSchema } from './agent.ts'

/** What of an agent's log is wanted. */
export const logRequestSchema = z.object({
  agent: agentNameSchema,
  /** So many lines of what is there. */
  lines: z.int().min(0).max(100_000).default(50),
  /** Then what is added, until nobody reads any more. */
  follow: z.boolean().default(false),
})

/** A part of an agent's log as it comes. */
export const logPartSchema = z.object({
  /** Where it is from: '/var/log/mesos/mesos-agent.INFO', 'journal of mesos-agent.service'. */
  source: z.string(),
  /** Untrusted text; its lines may be cut anywhere. */
  text: z.string(),
})
export type LogPart = z.infer<typeof logPartSchema>

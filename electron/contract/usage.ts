import { z } from 'zod'
import { failureSchema } from './failure.ts'

export const projectSchema = z.object({
  id: z.number(),
  containerName: z.string(),
  taskId: z.string(),
  executorId: z.string(),
  frameworkId: z.string(),
  path: z.string(),
  /** Bytes; 0: none. */
  hardLimitBytes: z.number(),
  inodeLimit: z.number(),
  usedBytes: z.number(),
  usedInodes: z.number(),
  state: z.enum(['active', 'released', 'error', 'unknown']),
  sinceMs: z.number(),
  lastError: z.string(),
  /** Somebody set another limit on the agent since the launch; the hook keeps it. */
  limitChanged: z.boolean(),
})
export type Project = z.infer<typeof projectSchema>

/** A status file, parsed. Times are the agent's clock, ms since the epoch. */
export const statusSchema = z.object({
  schemaVersion: z.number(),
  hookVersion: z.string(),
  mesosVersion: z.string(),
  libraryPath: z.string(),
  moduleName: z.string(),
  hostname: z.string(),
  bootId: z.string(),
  pid: z.number(),
  startedAtMs: z.number(),
  writtenAtMs: z.number(),
  sequence: z.number(),
  intervalMs: z.number(),
  fileSystems: z.array(
    z.object({
      device: z.string(),
      mountPoint: z.string(),
      accounting: z.boolean(),
      enforcement: z.boolean(),
      sizeBytes: z.number(),
      usedBytes: z.number(),
    }),
  ),
  projects: z.array(projectSchema),
  counters: z.object({
    launches: z.number(),
    launchFailures: z.number(),
    released: z.number(),
    sampleErrors: z.number(),
    writeErrors: z.number(),
  }),
})
export type Status = z.infer<typeof statusSchema>

/** One agent's usage as last read: a status, or why there is none. */
export const agentUsageSchema = z.object({
  agent: z.string(),
  /** Console's clock. */
  readAt: z.number(),
  /** How old the status is by the agent's own clock; absent without a status. */
  ageMs: z.number().optional(),
  /** Older than three intervals. */
  stale: z.boolean(),
  status: statusSchema.optional(),
  failure: failureSchema.optional(),
})
export type AgentUsage = z.infer<typeof agentUsageSchema>

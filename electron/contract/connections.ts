import { z } from 'zod'
import { failureSchema } from './failure.ts'

/** How far the way to an agent is open. */
export const connectionStateSchema = z.enum([
  /** None is open, and nobody has asked for one. */
  'idle',
  /** It waits for its turn: a server takes few logins at a time. */
  'queued',
  'resolving',
  'connecting',
  /** The server's key is exchanged and verified. */
  'host-key',
  'logging-in',
  /** The operator is being asked. */
  'waiting-for-you',
  'ready',
  /** It failed, and is tried again by itself when somebody asks after `until`. */
  'backing-off',
  /** It failed, and only the operator can begin again. */
  'failed',
])
export type ConnectionState = z.infer<typeof connectionStateSchema>

export const connectionSchema = z.object({
  agent: z.string(),
  state: connectionStateSchema,
  /** Ms since the epoch. */
  since: z.number(),
  /** `user@host:port` of the hosts on the way, in order. */
  via: z.array(z.string()),
  /** What makes the connection, and why; absent before it was chosen. */
  carrier: z.object({ name: z.string(), reason: z.string() }).optional(),
  /** Attempts that failed in a row. */
  failures: z.int(),
  /** Of `backing-off`: ms since the epoch. */
  until: z.number().optional(),
  /** Why the last attempt failed. */
  failure: failureSchema.optional(),
})
export type ConnectionInfo = z.infer<typeof connectionSchema>

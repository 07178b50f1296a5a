import { z } from 'zod'
import { agentNameSchema } from './agent.ts'
import { failureSchema } from './failure.ts'

/** The parts of the way to an agent, in order. `jump-hosts` is there only when there are any. */
export const testStepNames = [
  'resolve',
  'jump-hosts',
  'connect',
  'host-key',
  'login',
  'root',
  'agent',
] as const
export type TestStepName = (typeof testStepNames)[number]

export const testStepSchema = z.object({
  name: z.enum(testStepNames),
  /** `waiting`: the operator is being asked. `skipped`: one before it failed. */
  state: z.enum(['pending', 'running', 'waiting', 'done', 'failed', 'skipped']),
  /** How long it took, or takes by now. */
  ms: z.number().optional(),
  /** What was found: an address, a unit. May hold text of the agent. */
  detail: z.string().optional(),
})
export type TestStep = z.infer<typeof testStepSchema>

/** One agent's test as far as it has come. */
export const connectionTestSchema = z.object({
  agent: z.string(),
  state: z.enum(['running', 'passed', 'failed']),
  steps: z.array(testStepSchema),
  /** What made the connection, and why. */
  carrier: z.object({ name: z.string(), reason: z.string() }).optional(),
  /** Why the failed step failed. */
  failure: failureSchema.optional(),
})
export type ConnectionTest = z.infer<typeof connectionTestSchema>

export const testRequestSchema = z.object({
  agents: z.array(agentNameSchema).min(1),
  /** Close a connection that stands, and log in again; what runs on it is cut off. */
  anew: z.boolean().default(false),
})

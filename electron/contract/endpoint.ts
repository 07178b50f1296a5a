import { z } from 'zod'
import { agentNameSchema } from './agent.ts'

/** An endpoint of an agent's own, asked from the agent itself. */
export const endpointRequestSchema = z.object({
  agent: agentNameSchema,
  /** With its query: '/metrics/snapshot?timeout=2secs'. */
  path: z
    .string()
    .regex(/^\/[!-~]*$/, 'A path starts with / and has neither spaces nor other signs.'),
  /** For basic authentication; kept nowhere. */
  login: z.object({ user: z.string().min(1), password: z.string() }).optional(),
})
export type EndpointRequest = z.infer<typeof endpointRequestSchema>

export const endpointAnswerSchema = z.object({
  /** 'http://127.0.0.1:5051/state' */
  url: z.string(),
  status: z.int(),
  contentType: z.string(),
  /** Untrusted text. */
  body: z.string(),
})
export type EndpointAnswer = z.infer<typeof endpointAnswerSchema>

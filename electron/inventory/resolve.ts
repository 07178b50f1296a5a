import { type Agent, type AgentRecord, agentSchema } from '../contract/agent.ts'
import { type Group, inheritedSettings } from '../contract/inventory.ts'

/**
 * An agent as it is reached: what its record gives, else its last group that gives it, else the
 * default. The outcome tells in words what is missing or does not fit.
 */
export function resolveAgent(
  record: AgentRecord,
  groups: ReadonlyMap<string, Group>,
): { readonly agent: Agent } | { readonly problem: string } {
  const given = Object.entries(inheritedSettings(record.groups, groups))
  const inherited = Object.fromEntries(given.map(([key, { value }]) => [key, value]))
  const parsed = agentSchema.safeParse({ ...inherited, ...record })
  if (parsed.success) return { agent: parsed.data }
  const [issue] = parsed.error.issues
  return { problem: `${issue?.path.join('.')}: ${issue?.message}` }
}

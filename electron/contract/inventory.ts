import { z } from 'zod'
import {
  type AgentSettings,
  agentNameSchema,
  agentRecordSchema,
  agentSettingsSchema,
} from './agent.ts'
import { MAX_SOURCE } from './source-text.ts'

/** Where a description of machines comes from. Texts are read by the one who asks; 4 MiB at most. */
const textSchema = z.string().max(MAX_SOURCE, 'it has more than 4 MiB: import it in parts')

export const importSourceSchema = z.discriminatedUnion('from', [
  /** An ssh_config file on the console's machine, `~` its user's home; what it includes is read too. */
  z.object({ from: z.literal('ssh-config'), path: z.string().min(1) }),
  z.object({ from: z.literal('ansible'), format: z.enum(['ini', 'yaml']), text: textSchema }),
  z.object({ from: z.literal('csv'), text: textSchema }),
  /** Node sets as ClusterShell writes them: 'agent[001-120].dc1,web[1-9/2]'. */
  z.object({ from: z.literal('nodes'), text: textSchema }),
  /** The records themselves, as the export of the same name writes them. */
  z.object({ from: z.literal('json'), text: textSchema }),
  /** The JSON of a Mesos master's /slaves, or of GET_AGENTS. */
  z.object({ from: z.literal('mesos'), text: textSchema }),
  /** The same, asked of the master through a recorded agent. */
  z.object({ from: z.literal('mesos-master'), via: agentNameSchema, url: z.url() }),
])
export type ImportSource = z.infer<typeof importSourceSchema>

export const importRequestSchema = z.object({
  source: importSourceSchema,
  /** What agents get that the source says nothing of. */
  settings: agentSettingsSchema.default({}),
  /** Added to the groups that the source gives. */
  groups: z.array(agentNameSchema).default([]),
  /** Agents that are recorded already: change what the source gives, or leave them as they are. */
  existing: z.enum(['update', 'keep']).default('update'),
})
export type ImportRequest = z.infer<typeof importRequestSchema>

/** What an import does to one agent. */
export const importedAgentSchema = z.object({
  name: z.string(),
  /** `refused`: what the source gives cannot be recorded; `problem` says why. */
  change: z.enum(['add', 'update', 'same', 'keep', 'refused']),
  /** As it will be recorded; absent when refused. */
  record: agentRecordSchema.optional(),
  /** Values as text; '' is none. */
  differences: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
  problem: z.string().optional(),
  line: z.int().optional(),
})
export type ImportedAgent = z.infer<typeof importedAgentSchema>

export const importPreviewSchema = z.object({
  /** Of all that would be recorded; `apply` refuses when it is no longer this. */
  hash: z.string(),
  agents: z.array(importedAgentSchema),
  /** What of the source could not be read; the rest is imported all the same. */
  problems: z.array(z.object({ line: z.int().optional(), message: z.string() })),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>

/** Settings that all agents of a group share; an agent's own win, then those of its last group. */
export const groupSchema = z.object({
  name: agentNameSchema,
  settings: agentSettingsSchema.default({}),
})
export type Group = z.infer<typeof groupSchema>

/** A setting's value and the group that gives it. */
export type Inherited = {
  readonly [K in keyof AgentSettings]: { readonly value: AgentSettings[K]; readonly from: string }
}

/** What agents of these groups get where they give nothing themselves; a later group wins. */
export function inheritedSettings(
  names: readonly string[],
  groups: ReadonlyMap<string, Group>,
): Inherited {
  const given = names.flatMap((from) =>
    Object.entries(groups.get(from)?.settings ?? {}).map(([key, value]) => [key, { value, from }]),
  )
  return Object.fromEntries(given)
}

/** One change of groups and labels to many agents. */
export const membershipChangeSchema = z.object({
  agents: z.array(agentNameSchema).min(1),
  addGroups: z.array(agentNameSchema).default([]),
  removeGroups: z.array(agentNameSchema).default([]),
  setLabels: agentRecordSchema.shape.labels,
  removeLabels: z.array(z.string()).default([]),
})
export type MembershipChange = z.infer<typeof membershipChangeSchema>

export const exportFormatSchema = z.enum(['csv', 'ansible-yaml', 'ssh-config', 'json'])
export type ExportFormat = z.infer<typeof exportFormatSchema>

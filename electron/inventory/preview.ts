import type { z } from 'zod'
import { contentHash } from '../agent/ask/digest.ts'
import { type AgentRecord, agentRecordSchema } from '../contract/agent.ts'
import type { ImportedAgent, ImportPreview, ImportRequest } from '../contract/inventory.ts'
import type { Candidate, Reading } from './import/reading.ts'

/**
 * What an import would do, agent by agent, in the order of the source. Pure. `resolvable` says why
 * a record cannot be used as it is, given the groups; undefined: it can.
 */
export function previewImport(
  reading: Reading,
  request: Omit<ImportRequest, 'source'>,
  recorded: ReadonlyMap<string, AgentRecord>,
  resolvable: (record: AgentRecord) => string | undefined,
): ImportPreview {
  const names = new Map<string, Candidate>()
  const agents = reading.candidates.map((candidate) => {
    const earlier = names.get(candidate.name)
    if (earlier) return refused(candidate, twice(earlier))
    names.set(candidate.name, candidate)
    return imported(candidate, request, recorded.get(candidate.name), resolvable)
  })
  const before = agents.map(({ name }) => recorded.get(name) ?? null)
  const hash = contentHash({ agents, before })
  return { hash, agents, problems: [...reading.problems] }
}

function imported(
  candidate: Candidate,
  request: Omit<ImportRequest, 'source'>,
  before: AgentRecord | undefined,
  resolvable: (record: AgentRecord) => string | undefined,
): ImportedAgent {
  const { name, line } = candidate
  if (before && request.existing === 'keep')
    return { name, line, change: 'keep', record: before, differences: [] }
  const wanted = merged(candidate, request, before)
  const parsed = agentRecordSchema.safeParse(wanted)
  if (!parsed.success) return refused(candidate, problemText(wanted, parsed.error.issues[0]))
  const problem = resolvable(parsed.data)
  if (problem) return refused(candidate, problem)
  const differences = differencesOf(before, parsed.data)
  const change = !before ? 'add' : differences.length > 0 ? 'update' : 'same'
  return { name, line, change, record: parsed.data, differences }
}

/** The source's values win over what is recorded, and both over what is given for all. */
function merged(
  { name, host, settings, groups, labels }: Candidate,
  request: Omit<ImportRequest, 'source'>,
  before: AgentRecord | undefined,
) {
  return {
    ...request.settings,
    ...before,
    ...settings,
    name,
    host: host ?? before?.host ?? name,
    groups: [...new Set([...(before?.groups ?? []), ...groups, ...request.groups])],
    labels: { ...before?.labels, ...labels },
  }
}

/** Which value does not fit, and how it is written: of a list's the one that it is. */
function problemText(wanted: Record<string, unknown>, issue: z.core.$ZodIssue | undefined): string {
  const [field, at] = issue?.path ?? []
  const values = wanted[String(field)]
  const value = Array.isArray(values) && typeof at === 'number' ? ` '${values[at]}'` : ''
  return `${String(field ?? 'it')}${value}: ${issue?.message}`
}

function twice({ line }: Candidate): string {
  return `the source names it twice${line === undefined ? '' : `, first on line ${line}`}`
}

function refused({ name, line }: Candidate, problem: string): ImportedAgent {
  return { name, line, change: 'refused', differences: [], problem }
}

/** The fields of a record that differ, their values as a person would write them. */
export function differencesOf(before: AgentRecord | undefined, after: AgentRecord) {
  const fields = Object.keys({ ...before, ...after }) as (keyof AgentRecord)[]
  return fields.flatMap((field) => {
    const [was, is] = [shown(before?.[field]), shown(after[field])]
    return field === 'name' || was === is ? [] : [{ field, before: was, after: is }]
  })
}

function shown(value: AgentRecord[keyof AgentRecord]): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.join(' ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, text]) => `${name}=${text}`)
    .join(' ')
}

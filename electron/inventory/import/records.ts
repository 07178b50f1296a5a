import { z } from 'zod'
import { agentSettingsSchema } from '../../contract/agent.ts'
import { type Reading, SourceError } from './reading.ts'

const recordSchema = z.looseObject({
  name: z.string(),
  host: z.string().optional(),
  groups: z.array(z.string()).default([]),
  labels: z.record(z.string(), z.string()).default({}),
})

/**
 * Reads records of agents as the JSON export writes them. Whether a value is allowed is the
 * record's schema to say. Throws SourceError for anything but a list of objects with names.
 */
export function readRecords(text: string): Reading {
  const parsed = z.array(recordSchema).safeParse(jsonOf(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const [at, ...field] = issue?.path ?? []
    const where = typeof at === 'number' ? ` Entry ${at + 1}, ${field.join('.')}:` : ''
    throw new SourceError(`It is no list of agents.${where} ${issue?.message}.`)
  }
  const known = new Set(Object.keys(agentSettingsSchema.shape))
  const problems = parsed.data.flatMap(({ name, host: _, groups: __, labels: ___, ...rest }) =>
    Object.keys(rest)
      .filter((key) => !known.has(key))
      .map((key) => ({ message: `${name}: the field '${key}' is not known and left out` })),
  )
  const candidates = parsed.data.map(({ name, host, groups, labels, ...rest }) => ({
    name,
    host,
    groups,
    labels,
    settings: Object.fromEntries(Object.entries(rest).filter(([key]) => known.has(key))),
  }))
  return { candidates, problems }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SourceError(`It is no JSON: ${(error as Error).message}.`)
  }
}

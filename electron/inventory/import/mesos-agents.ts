import { z } from 'zod'
import { type Candidate, type Reading, SourceError } from './reading.ts'

const attribute = z.object({
  name: z.string(),
  text: z.object({ value: z.string() }).optional(),
  scalar: z.object({ value: z.number() }).optional(),
})

/** The answer of a master's `/slaves`. */
const slavesSchema = z.object({
  slaves: z.array(
    z.object({
      hostname: z.string(),
      active: z.boolean().default(true),
      attributes: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.unknown())])),
    }),
  ),
})

/** The answer to the call GET_AGENTS of a master's `/api/v1`. */
const agentsSchema = z.object({
  get_agents: z.object({
    agents: z
      .array(
        z.object({
          active: z.boolean().default(true),
          agent_info: z.object({
            hostname: z.string(),
            attributes: z.array(attribute).default([]),
          }),
        }),
      )
      .default([]),
  }),
})

/**
 * The agents that a Mesos master knows, from the JSON of `/slaves` or GET_AGENTS; attributes with
 * text or a number become labels. Throws SourceError for anything else.
 */
export function readMesosAgents(text: string): Reading {
  const json = parsed(text)
  const slaves = slavesSchema.safeParse(json)
  if (slaves.success) return readingOf(slaves.data.slaves.map(fromSlave))
  const agents = agentsSchema.safeParse(json)
  if (agents.success) return readingOf(agents.data.get_agents.agents.map(fromAgent))
  throw new SourceError('This is not what a Mesos master answers to /slaves or GET_AGENTS.')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SourceError('The answer is no JSON: is this a Mesos master?')
  }
}

interface MesosAgent {
  readonly hostname: string
  readonly active: boolean
  readonly labels: Readonly<Record<string, string>>
}

function fromSlave(slave: z.infer<typeof slavesSchema>['slaves'][number]): MesosAgent {
  const plain = Object.entries(slave.attributes).filter(([, value]) => !Array.isArray(value))
  const labels = Object.fromEntries(plain.map(([name, value]) => [name, String(value)]))
  return { hostname: slave.hostname, active: slave.active, labels }
}

function fromAgent(
  agent: z.infer<typeof agentsSchema>['get_agents']['agents'][number],
): MesosAgent {
  const labels = agent.agent_info.attributes.flatMap(({ name, text, scalar }) => {
    const value = text?.value ?? scalar?.value
    return value === undefined ? [] : [[name, String(value)]]
  })
  const { hostname } = agent.agent_info
  return { hostname, active: agent.active, labels: Object.fromEntries(labels) }
}

function readingOf(agents: readonly MesosAgent[]): Reading {
  const candidates = new Map<string, Candidate>()
  const problems = agents.flatMap(({ hostname, active, labels }) => {
    candidates.set(hostname, { name: hostname, settings: {}, groups: [], labels })
    return active ? [] : [{ message: `${hostname} is not active on the master` }]
  })
  return { candidates: [...candidates.values()], problems }
}

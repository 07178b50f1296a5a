import { z } from 'zod'
import { type Candidate, type Reading, SourceError } from './reading.ts'

const attribute = z.object({
  name: z.string(),
  text: z.object({ value: z.string() }).optional(),
  scalar: z.object({ value: z.number() }).optional(),
})

const named = z.object({ name: z.string() })
/** Where an agent stands, for operators who told Mesos. */
const domainSchema = z.object({ fault_domain: z.object({ region: named, zone: named }).optional() })

/** The answer of a master's `/slaves`. */
const slavesSchema = z.object({
  slaves: z.array(
    z.object({
      hostname: z.string(),
      active: z.boolean().default(true),
      attributes: z.record(z.string(), z.unknown()).default({}),
      domain: domainSchema.optional(),
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
            domain: domainSchema.optional(),
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
  throw notAMaster(json, slaves.error, agents.error)
}

/** Where it goes wrong, in what looks like the one answer or the other. */
function notAMaster(json: unknown, slaves: z.ZodError, agents: z.ZodError): SourceError {
  const has = (key: string) => typeof json === 'object' && json !== null && key in json
  const error = has('slaves') ? slaves : has('get_agents') ? agents : undefined
  const [issue] = error?.issues ?? []
  const where = issue ? ` ${issue.path.join('.')}: ${issue.message}.` : ''
  return new SourceError(
    `This is not what a Mesos master answers to /slaves or GET_AGENTS.${where}`,
    'Save the answer of http://MASTER:5050/slaves, or ask the master through an agent that reaches it.',
  )
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

/** Attributes that are a text or a number; ranges and sets are told in brackets and braces. */
function fromSlave(slave: z.infer<typeof slavesSchema>['slaves'][number]): MesosAgent {
  const plain = Object.entries(slave.attributes).filter(
    ([, value]) =>
      typeof value === 'number' || (typeof value === 'string' && !/^[[{].*[\]}]$/.test(value)),
  )
  const labels = Object.fromEntries(plain.map(([name, value]) => [name, String(value)]))
  const { hostname, active } = slave
  return { hostname, active, labels: { ...placeOf(slave.domain), ...labels } }
}

function fromAgent(
  agent: z.infer<typeof agentsSchema>['get_agents']['agents'][number],
): MesosAgent {
  const { hostname, attributes, domain } = agent.agent_info
  const labels = attributes.flatMap(({ name, text, scalar }) => {
    const value = text?.value ?? scalar?.value
    return value === undefined ? [] : [[name, String(value)]]
  })
  const { active } = agent
  return { hostname, active, labels: { ...placeOf(domain), ...Object.fromEntries(labels) } }
}

function placeOf(domain: z.infer<typeof domainSchema> | undefined): Record<string, string> {
  const fault = domain?.fault_domain
  return fault ? { region: fault.region.name, zone: fault.zone.name } : {}
}

/** As long as a record may have them. */
const MAX_LABEL = { name: 64, value: 256 } as const

function readingOf(agents: readonly MesosAgent[]): Reading {
  const candidates = new Map<string, Candidate>()
  const problems = agents.flatMap(({ hostname, active, labels }) => {
    const fits = ([name, value]: [string, string]): boolean =>
      name.length <= MAX_LABEL.name && value.length <= MAX_LABEL.value
    const all = Object.entries(labels)
    const kept = Object.fromEntries(all.filter(fits))
    candidates.set(hostname, { name: hostname, settings: {}, groups: [], labels: kept })
    const long = all.filter((label) => !fits(label)).map(([name]) => name.slice(0, MAX_LABEL.name))
    return [
      ...(active ? [] : [{ message: `${hostname} is not active on the master` }]),
      ...long.map((name) => ({ message: `${hostname}: the attribute ${name} is too long` })),
    ]
  })
  return { candidates: [...candidates.values()], problems }
}

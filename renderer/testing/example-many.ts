import { type Agent, type AgentRecord, agentSchema } from '../../electron/contract/agent.ts'
import type { DriftMap } from '../../electron/contract/drift.ts'
import type { FailureData } from '../../electron/contract/failure.ts'
import { exampleDrift } from './example-drift.ts'
import { exampleAgents } from './example-fleet.ts'

const names = Array.from({ length: 1000 }, (_, at) => `agent${String(at + 1).padStart(4, '0')}`)

/** A thousand agents in three groups and twenty racks. */
export const manyRecords: AgentRecord[] = names.map((name, at) => ({
  name,
  host: `10.30.${at % 4}.${1 + Math.floor(at / 4)}`,
  user: 'root',
  groups: [`dc${1 + (at % 3)}`],
  labels: { rack: `r${at % 20}` },
}))

/** One of them, with what is the default. */
export function manyAgent(name: string): Agent | undefined {
  return agentSchema.optional().parse(manyRecords[names.indexOf(name)])
}

/** One in twenty does not answer. */
export const manyFailures: Record<string, FailureData> = Object.fromEntries(
  names.filter((_, at) => at % 20 === 10).map((agent) => [agent, silent(agent)]),
)

function silent(agent: string): FailureData {
  return {
    code: 'connection-timeout',
    message: `${agent} did not complete the connection in time`,
    agent,
    changed: 'Nothing was changed.',
    advice: 'Check that the machine is up and not overloaded, and that sshd answers there.',
  }
}

/** Three groups, five that are like no other; `scattered`: nine hundred. The rest was not seen. */
export function manyDrift(scattered: boolean): DriftMap {
  const map = exampleDrift(exampleAgents, {})
  const [large, other, odd] = map.groups
  if (!large || !other || !odd) throw new Error('the example has three groups')
  const shares = scattered ? Array(900).fill(1) : [500, 300, 175, 1, 1, 1, 1, 1]
  let from = 0
  const groups = shares.map((count, at) => {
    const agents = names.slice(from, from + count)
    from += count
    const like = at === 0 ? large : at < 3 ? other : odd
    return { ...like, id: `group${at}`, agents, outlier: count === 1, restartOwed: [] }
  })
  const unseen = names.slice(from).map((agent) => ({ agent, failure: silent(agent) }))
  return { ...map, reference: { group: 'group0', chosen: 'largest' }, groups, unseen }
}

// Quotadeck: every agent's usage, cold and then warm. Argument: the agents, as JSON in a file.

import { readFileSync } from 'node:fs'
import { agentSchema } from '../../../electron/contract/agent.ts'
import { Crowd } from '../../../electron/link/crowd.ts'
import { connectPool } from '../../../electron/link/pool.ts'
import { readUsage } from '../../../electron/usage/read-usage.ts'
import type { FleetAgent } from '../../fleet/fleet.ts'
import { AT_A_TIME, pass, report } from './pass.ts'

const file = process.argv[2] ?? ''
const listed = JSON.parse(readFileSync(file, 'utf8')) as FleetAgent[]
const agents = listed.map((agent) => agentSchema.parse(agent))
const byName = new Map(agents.map((agent) => [agent.name, agent]))
const pool = connectPool({
  agent: (name) => byName.get(name),
  secrets: { find: () => undefined, forget: () => {} },
  ownKnownHosts: `${file}.known_hosts`,
  // All connect from one processor: a handshake waits for those of others.
  deadlines: { connect: 60_000, open: 60_000 },
})
const crowd = new Crowd(AT_A_TIME, 60_000)

const refresh = async () => {
  const usages = await Promise.all(
    agents.map((agent) => crowd.use(async () => readUsage(await pool.get(agent.name), agent))),
  )
  for (const { agent, failure } of usages)
    if (failure) console.error(`${agent}: ${failure.message}`)
  return usages.filter(({ status }) => status?.projects.length === 100).length
}
const cold = await pass(refresh)
const warm = await pass(refresh)
report({ cold, warm })
pool.close()
process.exit()

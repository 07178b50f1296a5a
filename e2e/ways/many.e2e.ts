import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentSchema } from '../../electron/contract/agent.ts'
import { connectPool, type SshPool } from '../../electron/link/pool.ts'
import { watchUsage } from '../../electron/usage/watch-usage.ts'
import { down, type Fleet, up } from '../fleet/fleet.ts'
import { whyNoFleet } from '../fleet/requirements.ts'

const why = whyNoFleet()

/** A thousand take longer than a test should: QUOTADECK_MANY=1000 to see them. */
const COUNT = Number(process.env.QUOTADECK_MANY ?? 200)

/** Far longer than all others take: who waits for one that hangs does not end in time. */
const PATIENT_MS = 150_000

describe.skipIf(why)(why ? `many agents (skipped: ${why})` : 'many agents', () => {
  const name = `many-${process.pid}`
  let fleet: Fleet
  const pools: SshPool[] = []

  beforeAll(async () => {
    fleet = await up({
      name,
      agents: COUNT,
      faults: ['hangs=5%', 'drops=2%:400', 'few-startups=1'],
    })
  })
  afterAll(async () => {
    for (const pool of pools) pool.close()
    if (fleet) await down(name)
  })

  const having = (fault: string | null) =>
    fleet.agents.filter((agent) => agent.fault === fault).map((agent) => agent.name)

  /** The first reading of each of these agents, in the order in which they come. */
  async function firstReadings(
    names: readonly string[],
    connectMs: number,
    enough: number,
    settings: object = {},
  ) {
    const agents = fleet.agents
      .filter((agent) => names.includes(agent.name))
      .map((agent) => agentSchema.parse({ ...agent, ...settings }))
    const byName = new Map(agents.map((agent) => [agent.name, agent]))
    const pool = connectPool({
      agent: (agent) => byName.get(agent),
      secrets: { find: () => undefined, forget: () => {} },
      ownKnownHosts: '/dev/null',
      deadlines: { connect: connectMs, open: PATIENT_MS },
    })
    pools.push(pool)
    const seen = new Map<string, string>()
    for await (const usages of watchUsage(pool, agents, 3_600_000)) {
      for (const { agent, failure, status } of usages)
        seen.set(agent, failure?.code ?? `${status?.projects.length} containers`)
      if (seen.size >= enough) break
    }
    return seen
  }

  test('those that work are done while those that hang are still waited for', async () => {
    const all = fleet.agents.map((agent) => agent.name)
    const hanging = having('hangs')
    expect(hanging).toHaveLength(Math.round(COUNT / 20))
    const seen = await firstReadings(all, PATIENT_MS, all.length - hanging.length)
    expect(new Set(having(null).map((agent) => seen.get(agent)))).toEqual(
      new Set(['100 containers']),
    )
    expect(having('drops').map((agent) => seen.get(agent))).toEqual(
      having('drops').map(() => 'connection-lost'),
    )
    expect(hanging.filter((agent) => seen.has(agent))).toEqual([])
  })

  test('all are reached through one jump host, which lets in ten at a time', async () => {
    const bastion = fleet.agents.find((agent) => agent.fault === 'few-startups')
    if (!bastion) throw new Error('the fleet has no agent with few-startups')
    const { host, port, user } = bastion
    const behind = having(null)
    const through = { jumps: [`${user}@${host}:${port}`] }
    const seen = await firstReadings(behind, PATIENT_MS, behind.length, through)
    expect(new Set(seen.values())).toEqual(new Set(['100 containers']))
  })

  test('each of those that hang is named, with its reason', async () => {
    const hanging = having('hangs')
    const seen = await firstReadings(hanging, 1000, hanging.length)
    expect([...seen.keys()].sort()).toEqual(hanging)
    expect(new Set(seen.values())).toEqual(new Set(['connection-timeout']))
  })
})

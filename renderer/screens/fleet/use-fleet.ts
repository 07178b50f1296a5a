import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Agent } from '../../../electron/contract/agent.ts'
import type { ConnectionInfo } from '../../../electron/contract/connections.ts'
import type { FailureData } from '../../../electron/contract/failure.ts'
import type { AgentGlance, BriefObservation } from '../../../electron/contract/fleet.ts'
import { type AgentState, agentState } from '../../agent-state.ts'
import { useQueryFactories } from '../../queries.ts'

/** An agent with what is known of it now. */
export interface FleetRow {
  readonly key: string
  readonly agent: Agent
  readonly observation: BriefObservation | undefined
  readonly failure: FailureData | undefined
  readonly state: AgentState
  readonly connection: ConnectionInfo | undefined
}

const noneSeen: Readonly<Record<string, AgentGlance>> = {}
const noneOpen: Readonly<Record<string, ConnectionInfo>> = {}

/** The inventory, and for each agent its last observation or why there is none. */
export function useFleet() {
  const factories = useQueryFactories()
  const inventory = useQuery(factories.agents())
  const fleet = useQuery(factories.fleet())
  const { data: connections = noneOpen } = useQuery(factories.connections())
  const { data: agents } = inventory
  const { byName = noneSeen, observing = false } = fleet.data ?? {}
  const rows = useMemo(
    () =>
      (agents ?? []).map((agent) => fleetRow(agent, byName[agent.name], connections[agent.name])),
    [agents, byName, connections],
  )
  return { inventory, rows, observing }
}

function fleetRow(
  agent: Agent,
  { seen: observation, failure }: Partial<AgentGlance> = {},
  connection: ConnectionInfo | undefined,
): FleetRow {
  const state = agentState(observation, failure)
  return { key: agent.name, agent, observation, failure, state, connection }
}

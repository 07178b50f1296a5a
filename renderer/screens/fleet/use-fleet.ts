import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Agent } from '../../../electron/contract/agent.ts'
import type { ConnectionInfo } from '../../../electron/contract/connections.ts'
import type { FailureData } from '../../../electron/contract/failure.ts'
import type { Observation } from '../../../electron/contract/observation.ts'
import { type AgentState, agentState } from '../../agent-state.ts'
import { useEngine } from '../../engine.tsx'
import { failureOf } from '../../failure.ts'
import { useQueryFactories } from '../../queries.ts'

/** An agent with what is known of it now. */
export interface FleetRow {
  readonly agent: Agent
  readonly observation: Observation | undefined
  readonly failure: FailureData | undefined
  readonly state: AgentState
  readonly connection: ConnectionInfo | undefined
  /** Being observed right now. */
  readonly observing: boolean
}

/** The inventory, and for each agent its last observation or why there is none. */
export function useFleet() {
  const factories = useQueryFactories()
  const { calls } = useEngine()
  const queries = useQueryClient()
  const inventory = useQuery(factories.agents())
  const agents = inventory.data ?? []
  const observations = useQueries({
    queries: agents.map((agent) => factories.observation(agent.name)),
  })
  const { data: connections = {} } = useQuery(factories.connections())
  const rows = agents.map((agent, index) =>
    fleetRow(agent, observations[index], connections[agent.name]),
  )
  const observe = (agent?: string) =>
    void queries.invalidateQueries({
      queryKey: calls.agents.observe.key(agent === undefined ? {} : { input: { agent } }),
    })
  return { inventory, rows, observe }
}

interface Observed {
  data?: Observation | undefined
  error: unknown
  isFetching: boolean
}

function fleetRow(
  agent: Agent,
  observed: Observed | undefined,
  connection: ConnectionInfo | undefined,
): FleetRow {
  const failure = observed?.error ? failureOf(observed.error) : undefined
  const observation = failure ? undefined : observed?.data
  return {
    agent,
    observation,
    failure,
    state: agentState(observation, failure),
    connection,
    observing: observed?.isFetching ?? false,
  }
}

import { queryOptions, experimental_streamedQuery as streamedQuery } from '@tanstack/react-query'
import type { OfferedKey } from '../electron/contract/agent.ts'
import type { Edit } from '../electron/contract/change.ts'
import type { ConnectionTest } from '../electron/contract/connection-test.ts'
import type { ConnectionInfo } from '../electron/contract/connections.ts'
import type { DriftRequest } from '../electron/contract/drift.ts'
import type { AgentGlance, FleetNews } from '../electron/contract/fleet.ts'
import type { ExportFormat, ImportRequest } from '../electron/contract/inventory.ts'
import type { Prompt } from '../electron/contract/prompts.ts'
import type { Rollout, RolloutRequest } from '../electron/contract/rollout.ts'
import { useEngine } from './engine.tsx'
import { addUsage, type UsageByAgent } from './usage.ts'

/** How long an observation is shown before it is made again while its screen is open. */
const observeEveryMs = 60_000
/** How often usage is read: less often where many agents are, so that the work stays bounded. */
const usageEveryMs = (agents: readonly string[]) => Math.max(5000, agents.length * 20)
/** A stream that broke (the engine restarted, the connection went) is opened again after this. */
const reopenStreamMs = 2000
/** A stream ends with the screen that shows it; whoever comes back has it opened again. */
const keptLive = { staleTime: Number.POSITIVE_INFINITY, refetchOnMount: 'always' } as const

/** What is known of the fleet in brief. */
interface Fleet {
  readonly observing: boolean
  readonly byName: Readonly<Record<string, AgentGlance>>
}

function addNews({ byName }: Fleet, { observing, changed }: FleetNews): Fleet {
  if (changed.length === 0) return { observing, byName }
  const news = Object.fromEntries(changed.map((glance) => [glance.agent, glance]))
  return { observing, byName: { ...byName, ...news } }
}

/** Factories of query options, so that a key and what it fetches are written down once. */
export function useQueryFactories() {
  const { calls, client } = useEngine()
  return {
    agents: () => calls.agents.list.queryOptions(),
    record: (agent: string) =>
      calls.agents.record.queryOptions({ input: { agent }, staleTime: 0, gcTime: 0 }),
    groups: () => calls.inventory.groups.queryOptions(),
    /** What an import would do. A master is asked anew every time. */
    importPreview: (request: ImportRequest) =>
      calls.inventory.preview.queryOptions({ input: request, staleTime: 0, gcTime: 0 }),
    exported: (format: ExportFormat, agents: readonly string[]) =>
      calls.inventory.export.queryOptions({ input: { format, agents: [...agents] }, gcTime: 0 }),
    /** Tests of the way to these agents, by agent, live until all have ended. */
    connectionTests: (agents: readonly string[]) =>
      queryOptions({
        queryKey: ['connection-tests', agents],
        queryFn: streamedQuery({
          streamFn: ({ signal }) => client.agents.test({ agents: [...agents] }, { signal }),
          reducer: (tests: Readonly<Record<string, ConnectionTest>>, test: ConnectionTest) => ({
            ...tests,
            [test.agent]: test,
          }),
          initialValue: {},
        }),
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 0,
      }),
    /** What waits for an answer of the operator, live. */
    prompts: () =>
      queryOptions({
        queryKey: ['prompts'],
        queryFn: streamedQuery<Prompt[], readonly Prompt[]>({
          streamFn: ({ signal }) => client.prompts.watch(undefined, { signal }),
          refetchMode: 'append',
          reducer: (_, prompts) => prompts,
          initialValue: [],
        }),
        ...keptLive,
        retry: true,
        retryDelay: reopenStreamMs,
      }),
    /** How far the way to each agent is open, by agent, live. */
    connections: () =>
      queryOptions({
        queryKey: ['connections'],
        queryFn: streamedQuery<ConnectionInfo[], Readonly<Record<string, ConnectionInfo>>>({
          streamFn: ({ signal }) => client.connections.watch(undefined, { signal }),
          refetchMode: 'append',
          reducer: (known, changed) => ({
            ...known,
            ...Object.fromEntries(changed.map((info) => [info.agent, info])),
          }),
          initialValue: {},
        }),
        ...keptLive,
        retry: true,
        retryDelay: reopenStreamMs,
      }),
    /** All agents in brief, live. */
    fleet: () =>
      queryOptions({
        queryKey: ['fleet'],
        queryFn: streamedQuery<FleetNews, Fleet>({
          streamFn: ({ signal }) => client.agents.watch(undefined, { signal }),
          refetchMode: 'append',
          reducer: addNews,
          initialValue: { observing: false, byName: {} },
        }),
        ...keptLive,
        retry: true,
        retryDelay: reopenStreamMs,
      }),
    observation: (agent: string) =>
      calls.agents.observe.queryOptions({
        input: { agent },
        staleTime: observeEveryMs / 2,
        refetchInterval: observeEveryMs,
      }),
    /** What libraries on the agent say of the hooks in them; a build's path is its content's. */
    hookLibraries: (agent: string, paths: string[]) =>
      calls.agents.libraries.queryOptions({
        input: { agent, paths },
        enabled: paths.length > 0,
        staleTime: observeEveryMs * 10,
      }),
    hostKey: (agent: string) =>
      calls.agents.hostKey.queryOptions({ input: { agent }, staleTime: 0, gcTime: 0 }),
    /** Of several agents, by agent, as they come. */
    hostKeys: (agents: readonly string[]) =>
      queryOptions({
        queryKey: ['host-keys', agents],
        queryFn: streamedQuery<OfferedKey[], Readonly<Record<string, OfferedKey>>>({
          streamFn: ({ signal }) => client.agents.hostKeys({ agents: [...agents] }, { signal }),
          reducer: (known, come) => ({
            ...known,
            ...Object.fromEntries(come.map((offered) => [offered.agent, offered])),
          }),
          initialValue: {},
        }),
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 0,
      }),
    builds: () => calls.builds.list.queryOptions(),
    /** What an edit would do. Observes the agent, so it is made anew every time it is asked for. */
    changePlan: (agent: string, edit: Edit) =>
      calls.changes.plan.queryOptions({ input: { agent, edit }, staleTime: 0, gcTime: 0 }),
    backups: (agent: string) => calls.backups.list.queryOptions({ input: { agent } }),
    backupCompared: (agent: string, backup: string, other?: string) =>
      calls.backups.compare.queryOptions({
        input: { agent, backup, ...(other && { other }) },
        staleTime: 0,
        gcTime: 0,
      }),
    inventoryGroups: () => calls.inventory.groups.queryOptions(),
    /** The fleet as it was last seen. */
    drift: (request: DriftRequest) => calls.drift.map.queryOptions({ input: request }),
    convergence: (reference: string, agents: string[]) =>
      calls.drift.converge.queryOptions({ input: { reference, agents }, staleTime: 0, gcTime: 0 }),
    rolloutPlan: (request: RolloutRequest) =>
      calls.rollouts.plan.queryOptions({ input: request, staleTime: 0, gcTime: 0 }),
    rollouts: () => calls.rollouts.list.queryOptions({ refetchInterval: 5000 }),
    /** A rollout's state, live until it ends. */
    rollout: (id: string) =>
      queryOptions({
        queryKey: ['rollout', id],
        queryFn: streamedQuery<Rollout, Rollout | null>({
          streamFn: ({ signal }) => client.rollouts.watch({ id }, { signal }),
          refetchMode: 'append',
          reducer: (_, rollout) => rollout,
          initialValue: null,
        }),
        ...keptLive,
        retry: 3,
        retryDelay: reopenStreamMs,
      }),
    /** Every agent's usage, live. */
    usage: (agents: readonly string[]) =>
      queryOptions({
        queryKey: ['usage', agents],
        queryFn: streamedQuery({
          streamFn: ({ signal }) =>
            client.usage.watch(
              { agents: [...agents], intervalMs: usageEveryMs(agents) },
              { signal },
            ),
          refetchMode: 'append',
          reducer: addUsage,
          initialValue: {} as UsageByAgent,
        }),
        ...keptLive,
        enabled: agents.length > 0,
        retry: true,
        retryDelay: reopenStreamMs,
      }),
  }
}

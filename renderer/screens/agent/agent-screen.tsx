import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconRefresh, IconRocket } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Observation } from '../../../electron/contract/observation.ts'
import { agentState } from '../../agent-state.ts'
import { failureOf } from '../../failure.ts'
import { formatAgo } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { State, Tag } from '../../parts/state.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useQueryFactories } from '../../queries.ts'
import { formatRoute, goTo } from '../../route.ts'
import css from './agent.module.css'
import { AgentContainers } from './agent-containers.tsx'
import { AgentFacts } from './agent-facts.tsx'
import { Findings } from './findings.tsx'
import { Flags } from './flags.tsx'
import { ModulesSection } from './modules-section.tsx'
import { RemoveAgent } from './remove-agent.tsx'

/** One agent: what it runs, what is wrong, its modules and hooks, its containers. */
export function AgentScreen({ agent }: { agent: string }) {
  const seen = useQuery(useQueryFactories().observation(agent))
  const observeAgain = () => void seen.refetch()
  useHotkeys([['r', observeAgain]])
  const failure = seen.error ? failureOf(seen.error) : undefined
  return (
    <Page
      back={{ href: formatRoute({ screen: 'fleet' }), label: 'Fleet' }}
      title={agent}
      remark={
        <span className={css.remark}>
          <State {...agentState(seen.data, failure)} />
          {seen.data?.restartOwed && <Tag tone="warn">restart owed</Tag>}
          {seen.data && <ObservedAt at={seen.data.observedAt} />}
        </span>
      }
      tools={
        <>
          <Tooltip label="Observe again (r)">
            <ActionIcon aria-label="Observe again" onClick={observeAgain} loading={seen.isFetching}>
              <IconRefresh size={16} />
            </ActionIcon>
          </Tooltip>
          <RemoveAgent agent={agent} />
          <Button
            variant="filled"
            leftSection={<IconRocket size={14} />}
            onClick={() => goTo({ screen: 'new-rollout', agents: [agent] })}
          >
            Roll out…
          </Button>
        </>
      }
    >
      {seen.isPending && <Skeletons label={`Observing ${agent}`} />}
      {failure && (
        <div className={css.failure}>
          <FailureNote failure={failure} onRetry={observeAgain} />
        </div>
      )}
      {seen.data && <Sections observation={seen.data} />}
    </Page>
  )
}

function Sections({ observation }: { observation: Observation }) {
  return (
    <>
      <AgentFacts observation={observation} />
      <Findings findings={observation.findings} />
      <ModulesSection observation={observation} />
      <AgentContainers agent={observation.agent} />
      <Flags observation={observation} />
    </>
  )
}

function ObservedAt({ at }: { at: number }) {
  return <span className="figures">observed {formatAgo(at, useNow())}</span>
}

import { ActionIcon, Button, Tabs, Tooltip } from '@mantine/core'
import { IconRefresh, IconRocket, IconRoute, IconSettings } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Observation } from '../../../electron/contract/observation.ts'
import { agentState } from '../../agent-state.ts'
import { failureOf } from '../../failure.ts'
import { formatAgo } from '../../format.ts'
import { useDialogs } from '../../parts/dialogs-context.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { State, Tag } from '../../parts/state.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useScreenKeys } from '../../parts/use-screen-keys.ts'
import { useTryAgain } from '../../parts/use-try-again.ts'
import { useQueryFactories } from '../../queries.ts'
import { type AgentTab, agentRoute, agentTabs, formatRoute, goTo } from '../../route.ts'
import css from './agent.module.css'
import { AgentContainers } from './agent-containers.tsx'
import { AgentFacts } from './agent-facts.tsx'
import { BackupsSection } from './backups-section.tsx'
import { Findings } from './findings.tsx'
import { Flags } from './flags.tsx'
import { ModulesSection } from './modules-section.tsx'
import { RemoveAgent } from './remove-agent.tsx'
import { useDraft } from './use-draft.ts'

/** One agent: what it runs and what is wrong; below that one part at a time. */
export function AgentScreen({ agent, tab }: { agent: string; tab: AgentTab }) {
  const seen = useQuery(useQueryFactories().observation(agent))
  const observeAgain = () => void seen.refetch()
  const tryAgain = useTryAgain()
  const dialogs = useDialogs()
  const testWay = () => dialogs.open({ kind: 'test', agents: [agent] })
  const openSettings = () => dialogs.open({ kind: 'agent-settings', agent })
  useScreenKeys([
    ['r', observeAgain],
    ['s', openSettings],
    ['t', testWay],
  ])
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
          <Tooltip label="Test the way to it (t)">
            <ActionIcon aria-label="Test the way to it" onClick={testWay}>
              <IconRoute size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Settings (s)">
            <ActionIcon aria-label="Settings" onClick={openSettings}>
              <IconSettings size={16} />
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
          <FailureNote failure={failure} onRetry={() => tryAgain(agent)} />
        </div>
      )}
      {seen.data && <Sections observation={seen.data} tab={tab} />}
    </Page>
  )
}

const tabWords: Readonly<Record<AgentTab, string>> = {
  modules: 'Modules and hooks',
  containers: 'Containers',
  flags: 'Flags',
  backups: 'Backups',
}

function Sections({ observation, tab }: { observation: Observation; tab: AgentTab }) {
  const { agent } = observation
  // Kept here, so that what was typed is still there after a look at another part.
  const draft = useDraft(observation)
  return (
    <>
      <AgentFacts observation={observation} />
      <Findings findings={observation.findings} />
      <Tabs
        value={tab}
        onChange={(next) => goTo(agentRoute(agent, next as AgentTab))}
        keepMounted={false}
        classNames={{ list: css.tabs, tab: css.tab, tabLabel: css.tabLabel }}
      >
        <Tabs.List aria-label="Parts of this agent">
          {agentTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {tabWords[each]}
              {each === 'modules' && draft.changed.length > 0 && <Tag tone="run">not applied</Tag>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="modules">
          <ModulesSection observation={observation} draft={draft} />
        </Tabs.Panel>
        <Tabs.Panel value="containers">
          <AgentContainers agent={agent} />
        </Tabs.Panel>
        <Tabs.Panel value="flags">
          <Flags observation={observation} />
        </Tabs.Panel>
        <Tabs.Panel value="backups">
          <BackupsSection agent={agent} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function ObservedAt({ at }: { at: number }) {
  return <span className="figures">observed {formatAgo(at, useNow())}</span>
}

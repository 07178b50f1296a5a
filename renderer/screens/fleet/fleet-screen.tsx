import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconPlus, IconRefresh, IconRocket, IconServerOff } from '@tabler/icons-react'
import { useState } from 'react'
import { failureOf } from '../../failure.ts'
import { plural } from '../../format.ts'
import { useDialogs } from '../../parts/dialogs-context.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { FilterBox } from '../../parts/filter-box.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useRowKeys } from '../../parts/use-row-keys.ts'
import { agentRoute, goTo } from '../../route.ts'
import { FleetTable } from './fleet-table.tsx'
import { type FleetRow, useFleet } from './use-fleet.ts'

/** All agents with their condition; the way into each, and into a rollout. */
export function FleetScreen() {
  const { inventory, rows, observe } = useFleet()
  const dialogs = useDialogs()
  const [filter, setFilter] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const shown = rows.filter((row) => matches(row, filter))
  const selected = rows.map((row) => row.agent.name).filter((name) => chosen.has(name))
  const rollOut = () => goTo({ screen: 'new-rollout', agents: selected })
  const toggle = (agent: string) => setChosen(toggled(chosen, agent))
  const keys = useRowKeys(
    shown.map((row) => row.agent.name),
    { open: (agent) => goTo(agentRoute(agent)), select: toggle },
  )
  useHotkeys([
    ['r', () => observe()],
    ['j', keys.focus],
    ['ArrowDown', keys.focus],
  ])
  const observing = rows.some((row) => row.observing)
  return (
    <Page
      title="Fleet"
      remark={inventory.data && summary(rows)}
      tools={
        <>
          <FilterBox
            label="Filter agents"
            value={filter}
            onChange={setFilter}
            onLeave={keys.focus}
          />
          <Tooltip label="Observe all again (r)">
            <ActionIcon
              aria-label="Observe all again"
              onClick={() => observe()}
              loading={observing}
            >
              <IconRefresh size={16} />
            </ActionIcon>
          </Tooltip>
          <Button
            leftSection={<IconPlus size={14} />}
            onClick={() => dialogs.open({ kind: 'add-agent' })}
          >
            Add agent
          </Button>
          <Button
            variant="filled"
            leftSection={<IconRocket size={14} />}
            disabled={selected.length === 0}
            onClick={rollOut}
          >
            {selected.length === 0
              ? 'Roll out…'
              : `Roll out to ${plural(selected.length, 'agent')}…`}
          </Button>
        </>
      }
    >
      {inventory.isPending && <Skeletons label="Reading the inventory" />}
      {inventory.error && (
        <FailureNote
          failure={failureOf(inventory.error)}
          onRetry={() => void inventory.refetch()}
        />
      )}
      {inventory.data?.length === 0 && <NoAgents />}
      {rows.length > 0 && (
        <FleetTable
          rows={shown}
          chosen={chosen}
          keys={keys}
          onToggle={toggle}
          onToggleAll={() => setChosen(allOrNone(shown, chosen))}
          onRetry={observe}
        />
      )}
      {rows.length > 0 && shown.length === 0 && (
        <Empty icon={<IconServerOff size={28} />} title="No agent matches">
          Nothing in name, host, version or hooks reads “{filter}”.
        </Empty>
      )}
    </Page>
  )
}

function NoAgents() {
  const dialogs = useDialogs()
  return (
    <Empty icon={<IconServerOff size={28} stroke={1.5} />} title="No agents yet">
      Add the Mesos agents that Quotadeck shall look after. Adding one changes nothing on it.
      <br />
      <Button variant="filled" onClick={() => dialogs.open({ kind: 'add-agent' })}>
        Add an agent
      </Button>
    </Empty>
  )
}

function summary(rows: readonly FleetRow[]): string {
  const running = rows.filter((row) => row.state.word === 'Running').length
  const troubled = rows.filter((row) => row.state.tone === 'bad').length
  const parts = [plural(rows.length, 'agent'), `${running} running`]
  return (troubled > 0 ? [...parts, `${troubled} in trouble`] : parts).join(' · ')
}

function matches({ agent, observation, state }: FleetRow, filter: string): boolean {
  const text = [
    agent.name,
    agent.host,
    state.word,
    observation?.mesosVersion,
    observation?.hostname,
    ...(observation?.hooks ?? []),
  ]
    .join(' ')
    .toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function toggled(chosen: ReadonlySet<string>, agent: string): ReadonlySet<string> {
  const next = new Set(chosen)
  if (!next.delete(agent)) next.add(agent)
  return next
}

/** Chooses all that are shown; if they all were chosen, none of them. */
function allOrNone(shown: readonly FleetRow[], chosen: ReadonlySet<string>): ReadonlySet<string> {
  const names = shown.map((row) => row.agent.name)
  if (!names.every((name) => chosen.has(name))) return new Set([...chosen, ...names])
  return new Set([...chosen].filter((name) => !names.includes(name)))
}

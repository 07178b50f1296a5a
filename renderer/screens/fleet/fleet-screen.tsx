import { Button } from '@mantine/core'
import { IconRocket, IconServerOff } from '@tabler/icons-react'
import { useCallback, useMemo, useState } from 'react'
import { failureOf } from '../../failure.ts'
import { plural } from '../../format.ts'
import { useDialogs } from '../../parts/dialogs-context.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { FilterBox } from '../../parts/filter-box.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useObserveAgain } from '../../parts/use-observe-again.ts'
import { useRowKeys } from '../../parts/use-row-keys.ts'
import { useScreenKeys } from '../../parts/use-screen-keys.ts'
import { useTryAgain } from '../../parts/use-try-again.ts'
import { agentRoute, goTo } from '../../route.ts'
import { type Folding, fleetWords, matches, tableLines } from './fleet-filter.ts'
import { FleetTable } from './fleet-table.tsx'
import { FleetTools } from './fleet-tools.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { type FleetRow, useFleet } from './use-fleet.ts'

/** All agents with their condition; the way into each, and into a rollout. */
export function FleetScreen() {
  const { inventory, rows, observing } = useFleet()
  const observe = useObserveAgain()
  const [filter, setFilter] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [folding, setFolding] = useState<Folding>('none')
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const found = useMemo(() => rows.filter((row) => matches(row, filter)), [rows, filter])
  const lines = useMemo(() => tableLines(found, folding, closed), [found, folding, closed])
  const selected = rows.map((row) => row.agent.name).filter((name) => chosen.has(name))
  const rollOut = () => goTo({ screen: 'new-rollout', agents: selected })
  const fold = (key: string) => setClosed(toggled(closed, key))
  // The same function in every rendering, so that rows that are as they were stay as they are.
  const toggle = useCallback((key: string) => {
    const set = isHeading(key) ? setClosed : setChosen
    set((was) => toggled(was, key))
  }, [])
  const retry = useTryAgain()
  const lineKeys = useMemo(() => lines.map(({ key }) => key), [lines])
  const keys = useRowKeys(lineKeys, {
    open: (key) => (isHeading(key) ? fold(key) : goTo(agentRoute(key))),
    select: toggle,
  })
  useScreenKeys([
    ['r', () => observe()],
    ['j', keys.focus],
    ['ArrowDown', keys.focus],
    ['mod+A', () => setChosen(allOrNone(found, chosen))],
  ])
  return (
    <Page
      title="Fleet"
      remark={inventory.data && <span className="figures">{fleetWords(rows, found)}</span>}
      tools={
        <>
          <FilterBox
            label="Filter agents"
            value={filter}
            onChange={setFilter}
            onLeave={keys.focus}
          />
          <FleetTools
            rows={rows}
            folding={folding}
            onFold={setFolding}
            observing={observing}
            onObserve={() => observe()}
            selected={selected}
          />
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
          lines={lines}
          picked={found.length > 0 && found.every((row) => chosen.has(row.agent.name))}
          chosen={chosen}
          keys={keys}
          onToggle={toggle}
          onToggleAll={() => setChosen(allOrNone(found, chosen))}
          onRetry={retry}
        />
      )}
      {selected.length > 0 && (
        <SelectionBar selected={selected} onClear={() => setChosen(new Set())} />
      )}
      {rows.length > 0 && found.length === 0 && (
        <Empty icon={<IconServerOff size={28} />} title="No agent matches">
          Nothing in name, host, groups, labels, version or hooks reads “{filter}”. Narrow with
          group:dc1, label:rack=r1 or state:running.
        </Empty>
      )}
    </Page>
  )
}

/** Keys of headings begin with a slash, which is in no agent's name. */
const isHeading = (key: string) => key.startsWith('/')

function NoAgents() {
  const dialogs = useDialogs()
  return (
    <Empty icon={<IconServerOff size={28} stroke={1.5} />} title="No agents yet">
      Add the Mesos agents that Quotadeck shall look after, or import them from where they are
      written down. That changes nothing on them.
      <br />
      <Button variant="filled" onClick={() => dialogs.open({ kind: 'add-agent' })}>
        Add an agent
      </Button>{' '}
      <Button onClick={() => goTo({ screen: 'import' })}>Import agents…</Button>
    </Empty>
  )
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
  const left = new Set(chosen)
  for (const name of names) left.delete(name)
  return left
}

import { useHotkeys } from '@mantine/hooks'
import { IconBox } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useState } from 'react'
import { failureOf } from '../../failure.ts'
import { formatCount, plural } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { FilterBox } from '../../parts/filter-box.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useRowKeys } from '../../parts/use-row-keys.ts'
import { useQueryFactories } from '../../queries.ts'
import {
  type ContainerRow,
  containerRows,
  matchesFilter,
  nextSorting,
  type Sorting,
} from '../../usage.ts'
import { ContainerTable } from './container-table.tsx'
import { containerState } from './state.ts'
import { UnreadAgents } from './unread-agents.tsx'

/** Every container of the fleet with its use and limit, live. */
export function ContainersScreen() {
  const factories = useQueryFactories()
  const inventory = useQuery(factories.agents())
  const names = (inventory.data ?? []).map((agent) => agent.name)
  const usage = useQuery(factories.usage(names))
  const [filter, setFilter] = useState('')
  const [sorting, setSorting] = useState<Sorting>({ by: 'percent', descending: true })
  const [opened, setOpened] = useState<string>()
  // What is typed shows at once; the table follows.
  const wanted = useDeferredValue(filter)
  const all = useMemo(() => containerRows(usage.data ?? {}, sorting), [usage.data, sorting])
  const rows = useMemo(() => all.filter((row) => matchesFilter(row, wanted)), [all, wanted])
  const open = (key: string) => setOpened(key === opened ? undefined : key)
  const rowKeys = useMemo(() => rows.map((row) => row.key), [rows])
  const keys = useRowKeys(rowKeys, { open, select: open })
  useHotkeys([
    ['j', keys.focus],
    ['ArrowDown', keys.focus],
  ])
  const failed = Object.values(usage.data ?? {}).filter((one) => one.failure)
  const error = inventory.error ?? usage.error
  const waiting = inventory.isPending || (names.length > 0 && usage.isPending)
  return (
    <Page
      title="Containers"
      remark={usage.data && summary(all, rows.length, Object.keys(usage.data).length)}
      tools={
        <FilterBox
          label="Filter containers"
          value={filter}
          onChange={setFilter}
          onLeave={keys.focus}
        />
      }
    >
      {error && <FailureNote failure={failureOf(error)} onRetry={() => void usage.refetch()} />}
      {waiting && !error && <Skeletons label="Reading the usage" rows={8} />}
      <UnreadAgents usages={failed} />
      {rows.length > 0 && (
        <ContainerTable
          rows={rows}
          keys={keys}
          sorting={sorting}
          onSort={(by) => setSorting(nextSorting(sorting, by))}
          opened={opened}
          onOpen={open}
        />
      )}
      {!waiting && !error && rows.length === 0 && <NoContainers filter={filter} />}
    </Page>
  )
}

function NoContainers({ filter }: { filter: string }) {
  const filtered = filter.trim() !== ''
  return (
    <Empty
      icon={<IconBox size={28} stroke={1.5} />}
      title={filtered ? 'No container matches' : 'No container has a quota'}
    >
      {filtered
        ? `Nothing in agent, task, path or project id reads “${filter}”.`
        : 'Containers appear here once an agent with the hook starts a task that asks for a quota.'}
    </Empty>
  )
}

function summary(rows: readonly ContainerRow[], shown: number, agents: number): string {
  const full = rows.filter((row) => containerState(row).word === 'Full').length
  const near = rows.filter((row) => (row.percent ?? 0) >= 80).length - full
  const counted = `${plural(rows.length, 'container')} on ${plural(agents, 'agent')}`
  const parts = [shown < rows.length ? `${formatCount(shown)} of ${counted}` : counted]
  if (full > 0) parts.push(`${full} full`)
  if (near > 0) parts.push(`${near} above 80 %`)
  return parts.join(' · ')
}

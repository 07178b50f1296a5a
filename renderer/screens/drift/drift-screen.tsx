import { Button, NativeSelect } from '@mantine/core'
import { IconArrowsDiff, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DriftGroup, DriftMap } from '../../../electron/contract/drift.ts'
import { failureOf } from '../../failure.ts'
import { formatAgo, plural } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useRowKeys } from '../../parts/use-row-keys.ts'
import { useScreenKeys } from '../../parts/use-screen-keys.ts'
import { useQueryFactories } from '../../queries.ts'
import { ConvergeDialog } from './converge-dialog.tsx'
import css from './drift.module.css'
import { DriftTable } from './drift-table.tsx'
import { Unseen } from './unseen.tsx'
import { useScan } from './use-scan.ts'

/** The fleet folded into groups of agents that are the same, and in what the others differ. */
export function DriftScreen() {
  const factories = useQueryFactories()
  const [group, setGroup] = useState('')
  const [reference, setReference] = useState<string>()
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [converging, setConverging] = useState<DriftGroup>()
  const request = { group: group || undefined, reference }
  const map = useQuery(factories.drift(request))
  const scan = useScan(request)
  const groups = map.data?.groups ?? []
  const toggle = (id: string) => setOpened(toggled(opened, id))
  const keys = useRowKeys(
    groups.map(({ id }) => id),
    { open: toggle, select: toggle },
  )
  useScreenKeys([
    ['j', keys.focus],
    ['ArrowDown', keys.focus],
    ['o', scan.start],
  ])
  return (
    <Page
      title="Drift"
      remark={map.data && <Remark map={map.data} />}
      tools={
        <>
          <span role="status" className="dim">
            {scan.progress && `${scan.progress.done} of ${scan.progress.total} observed`}
          </span>
          <GroupChoice value={group} onChange={setGroup} />
          {reference !== undefined && (
            <Button onClick={() => setReference(undefined)}>Compare with the largest</Button>
          )}
          <Button
            variant="filled"
            leftSection={<IconRefresh size={14} />}
            onClick={scan.start}
            loading={scan.progress !== undefined}
            aria-keyshortcuts="o"
          >
            Observe all
          </Button>
        </>
      }
    >
      {map.isPending && <Skeletons label="Reading what was last seen" />}
      {map.error && (
        <FailureNote failure={failureOf(map.error)} onRetry={() => void map.refetch()} />
      )}
      {scan.failure && <FailureNote failure={scan.failure} onRetry={scan.start} />}
      {map.data && groups.length === 0 && <NothingSeen map={map.data} onStart={scan.start} />}
      {map.data && groups.length > 0 && (
        <DriftTable
          map={map.data}
          keys={keys}
          opened={opened}
          onToggle={toggle}
          onReference={setReference}
          onConverge={setConverging}
        />
      )}
      {map.data && map.data.unseen.length > 0 && <Unseen agents={map.data.unseen} />}
      {converging && map.data && (
        <ConvergeDialog
          map={map.data}
          group={converging}
          onClose={() => setConverging(undefined)}
        />
      )}
    </Page>
  )
}

function Remark({ map }: { map: DriftMap }) {
  const now = useNow()
  const { groups, unseen, observed } = map
  const agents = groups.reduce((sum, group) => sum + group.agents.length, 0)
  const parts = [`${plural(agents, 'agent')} in ${plural(groups.length, 'group')}`]
  if (unseen.length > 0) parts.push(`${unseen.length} not seen`)
  if (observed) parts.push(`the oldest observation ${formatAgo(observed.from, now)}`)
  return <span className="figures">{parts.join(' · ')}</span>
}

function GroupChoice(props: { value: string; onChange: (group: string) => void }) {
  const groups = useQuery(useQueryFactories().inventoryGroups()).data ?? []
  if (groups.length === 0) return null
  return (
    <NativeSelect
      aria-label="Group of the inventory"
      className={css.choice}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      data={[
        { value: '', label: 'All agents' },
        ...groups.map(({ name }) => ({ value: name, label: name })),
      ]}
    />
  )
}

function NothingSeen({ map, onStart }: { map: DriftMap; onStart: () => void }) {
  return (
    <Empty icon={<IconArrowsDiff size={28} stroke={1.5} />} title="Nothing to compare yet">
      {map.unseen.length === 0
        ? 'Add agents to the fleet first.'
        : 'Observe the fleet: agents that are the same fold into one group, and those that differ say in what.'}
      <br />
      {map.unseen.length > 0 && (
        <Button variant="filled" onClick={onStart}>
          Observe {plural(map.unseen.length, 'agent')}
        </Button>
      )}
    </Empty>
  )
}

function toggled(opened: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(opened)
  if (!next.delete(id)) next.add(id)
  return next
}

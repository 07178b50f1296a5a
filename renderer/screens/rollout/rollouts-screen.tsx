import { Button } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconPlus, IconRocket } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Rollout } from '../../../electron/contract/rollout.ts'
import { failureOf } from '../../failure.ts'
import { formatAgo, formatSpan, plural, shortSha } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Empty, Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { State } from '../../parts/state.tsx'
import table from '../../parts/table.module.css'
import { useNow } from '../../parts/use-now.ts'
import { type RowKeys, useRowKeys } from '../../parts/use-row-keys.ts'
import { useQueryFactories } from '../../queries.ts'
import { progressWords, rolloutStates } from '../../rollout-state.ts'
import { goTo } from '../../route.ts'

/** All rollouts, the newest first. */
export function RolloutsScreen() {
  const rollouts = useQuery(useQueryFactories().rollouts())
  const list = rollouts.data ?? []
  const open = (id: string) => goTo({ screen: 'rollout', id })
  const keys = useRowKeys(
    list.map((rollout) => rollout.id),
    { open },
  )
  useHotkeys([
    ['j', keys.focus],
    ['ArrowDown', keys.focus],
  ])
  return (
    <Page
      title="Rollouts"
      remark={rollouts.data && plural(list.length, 'rollout')}
      tools={
        <Button
          variant="filled"
          leftSection={<IconPlus size={14} />}
          onClick={() => goTo({ screen: 'new-rollout', agents: [] })}
        >
          New rollout
        </Button>
      }
    >
      {rollouts.isPending && <Skeletons label="Reading the rollouts" />}
      {rollouts.error && (
        <FailureNote failure={failureOf(rollouts.error)} onRetry={() => void rollouts.refetch()} />
      )}
      {rollouts.data?.length === 0 && (
        <Empty icon={<IconRocket size={28} stroke={1.5} />} title="No rollouts yet">
          A rollout brings a build of the hook to agents, restarts them and checks that they are
          well; an agent that is not goes back to what it had.
        </Empty>
      )}
      {list.length > 0 && <RolloutTable rollouts={list} keys={keys} onOpen={open} />}
    </Page>
  )
}

function RolloutTable(props: {
  rollouts: readonly Rollout[]
  keys: RowKeys
  onOpen: (id: string) => void
}) {
  const now = useNow()
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are walked with the keyboard
    <table className={table.table} role="grid" aria-label="Rollouts">
      <thead>
        <tr>
          <th>State</th>
          <th>Started</th>
          <th>Build</th>
          <th>For Mesos</th>
          <th>Agents</th>
          <th className={table.number}>Took</th>
        </tr>
      </thead>
      <tbody {...props.keys.body}>
        {props.rollouts.map((rollout) => (
          <tr
            key={rollout.id}
            {...props.keys.row(rollout.id)}
            className={table.link}
            onClick={() => props.onOpen(rollout.id)}
          >
            <td>
              <State {...rolloutStates[rollout.state]} />
            </td>
            <td className="figures">{formatAgo(rollout.startedAt, now)}</td>
            <td>
              {rollout.build.version} <code className="dim">{shortSha(rollout.build.sha256)}</code>
            </td>
            <td className="mono">{rollout.build.mesosVersion}</td>
            <td>{progressWords(rollout)}</td>
            <td className={table.number}>
              {rollout.endedAt ? formatSpan(rollout.endedAt - rollout.startedAt) : '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

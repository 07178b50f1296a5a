import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { failureOf } from '../../failure.ts'
import { formatSpan, plural } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Section } from '../../parts/page.tsx'
import { useRowKeys } from '../../parts/use-row-keys.ts'
import { useQueryFactories } from '../../queries.ts'
import { containerRows, nextSorting, type Sorting } from '../../usage.ts'
import { ContainerTable } from '../containers/container-table.tsx'
import css from './agent.module.css'

/** This agent's containers, live. */
export function AgentContainers({ agent }: { agent: string }) {
  const usage = useQuery(useQueryFactories().usage([agent]))
  const [sorting, setSorting] = useState<Sorting>({ by: 'percent', descending: true })
  const [opened, setOpened] = useState<string>()
  const rows = containerRows(usage.data ?? {}, sorting)
  const open = (key: string) => setOpened(key === opened ? undefined : key)
  const keys = useRowKeys(
    rows.map((row) => row.key),
    { open, select: open },
  )
  const read = usage.data?.[agent]
  const failure = usage.error ? failureOf(usage.error) : read?.failure
  return (
    <Section
      title="Containers"
      remark={read?.ageMs !== undefined && `status ${formatSpan(read.ageMs)} old when read`}
    >
      {failure && <FailureNote failure={failure} />}
      {rows.length > 0 && (
        <div className={css.bleed}>
          <ContainerTable
            rows={rows}
            keys={keys}
            sorting={sorting}
            onSort={(by) => setSorting(nextSorting(sorting, by))}
            opened={opened}
            onOpen={open}
            withAgent={false}
          />
        </div>
      )}
      {rows.length === 0 && !failure && (
        <p className={css.nothing}>
          {read ? `${plural(0, 'container')} with a quota.` : 'Reading the status file…'}
        </p>
      )}
    </Section>
  )
}

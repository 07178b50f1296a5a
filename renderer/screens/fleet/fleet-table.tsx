import { Checkbox } from '@mantine/core'
import { memo } from 'react'
import { plural } from '../../format.ts'
import { FailureLine } from '../../parts/failure-note.tsx'
import { State } from '../../parts/state.tsx'
import table from '../../parts/table.module.css'
import type { RowKeys } from '../../parts/use-row-keys.ts'
import { type LineProps, rowCount, VirtualBody } from '../../parts/virtual-body.tsx'
import { agentRoute, goTo } from '../../route.ts'
import { labelTexts } from '../../settings.ts'
import { BuildCell, ConnectionCell, FindingsCell, HooksCell, QuotaCell } from './cells.tsx'
import css from './fleet.module.css'
import type { TableLine } from './fleet-filter.ts'
import type { FleetRow } from './use-fleet.ts'

interface Props {
  lines: readonly TableLine[]
  /** All that the filter leaves are chosen. */
  picked: boolean
  chosen: ReadonlySet<string>
  keys: RowKeys
  onToggle: (agent: string) => void
  onToggleAll: () => void
  onRetry: (agent: string) => void
}

export function FleetTable(props: Props) {
  const { lines, chosen, picked } = props
  return (
    <table
      className={`${table.table} ${table.fixed}`}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of rows to select, as ARIA's own examples have it
      role="grid"
      aria-label="Agents"
      aria-multiselectable
      aria-rowcount={rowCount(lines)}
    >
      <thead>
        <tr aria-rowindex={1}>
          <th className={css.pick}>
            <Checkbox
              aria-label="Select all that are shown"
              checked={picked}
              indeterminate={!picked && chosen.size > 0}
              onChange={props.onToggleAll}
            />
          </th>
          <th className={css.state}>State</th>
          <th className={css.name}>Agent</th>
          <th className={css.connection}>Connection</th>
          <th className={css.version}>Mesos</th>
          <th className={css.build}>Hook build</th>
          <th>Hooks, in order</th>
          <th className={css.quota}>Disk quota</th>
          <th className={css.findings}>Findings</th>
        </tr>
      </thead>
      <VirtualBody lines={lines} lineHeight={44} columns={9} keys={props.keys}>
        {(line, place) =>
          'row' in line ? (
            <AgentRow row={line.row} place={place} {...props} />
          ) : (
            <HeadingRow line={line} place={place} {...props} />
          )
        }
      </VirtualBody>
    </table>
  )
}

function HeadingRow({
  line,
  place,
  keys,
  onToggle,
}: Props & { line: Exclude<TableLine, { row: FleetRow }>; place: LineProps }) {
  return (
    <tr
      {...place}
      {...keys.row(line.key)}
      className={`${table.link} ${css.heading}`}
      aria-expanded={line.open}
      onClick={() => onToggle(line.key)}
    >
      <td colSpan={9}>
        <span className={css.mark} aria-hidden>
          {line.open ? '▾' : '▸'}
        </span>
        {line.heading || 'None'} <span className="dim">{plural(line.count, 'agent')}</span>
      </td>
    </tr>
  )
}

function AgentRow(props: Props & { row: FleetRow; place: LineProps }) {
  const { row, place, chosen, keys, onToggle, onRetry } = props
  const { name } = row.agent
  const selected = chosen.has(name)
  return (
    <tr
      {...place}
      {...keys.row(name)}
      className={table.link}
      aria-selected={selected}
      onClick={() => goTo(agentRoute(name))}
    >
      <RowCells row={row} selected={selected} onToggle={onToggle} onRetry={onRetry} />
    </tr>
  )
}

interface CellsProps extends Pick<Props, 'onToggle' | 'onRetry'> {
  row: FleetRow
  selected: boolean
}

/** Drawn again only when the row itself is another: news of a large fleet come many times a second. */
const RowCells = memo(Cells, (was, is) => {
  const parts = ['agent', 'observation', 'failure', 'connection'] as const
  return (
    parts.every((part) => was.row[part] === is.row[part]) &&
    was.selected === is.selected &&
    was.onToggle === is.onToggle &&
    was.onRetry === is.onRetry
  )
})

function Cells({ row, selected, onToggle, onRetry }: CellsProps) {
  const { name, host, groups, labels } = row.agent
  const tags = [...groups, ...labelTexts(labels)]
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the row's own keys select, this only widens the target */}
      <td onClick={(event) => event.stopPropagation()}>
        <Checkbox
          tabIndex={-1}
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={() => onToggle(name)}
        />
      </td>
      <td>
        <State {...row.state} />
      </td>
      <td>
        <div className={css.agent} title={[name, ...tags].join(' ')}>
          {name} <span className={css.tagged}>{tags.join(' ')}</span>
        </div>
        <div className={css.host}>{host}</div>
      </td>
      <td>
        <ConnectionCell connection={row.connection} />
      </td>
      <AgentCells row={row} onRetry={() => onRetry(name)} />
    </>
  )
}

function AgentCells({ row, onRetry }: { row: FleetRow; onRetry: () => void }) {
  const { observation, failure } = row
  if (failure) {
    return (
      <td colSpan={5}>
        <FailureLine failure={failure} onRetry={onRetry} />
      </td>
    )
  }
  if (!observation) return <td colSpan={5} />
  return (
    <>
      <td className="mono">{observation.mesosVersion ?? <span title="does not answer">–</span>}</td>
      <td>
        <BuildCell observation={observation} />
      </td>
      <td>
        <HooksCell observation={observation} />
      </td>
      <td>
        <QuotaCell observation={observation} />
      </td>
      <td>
        <FindingsCell observation={observation} />
      </td>
    </>
  )
}

import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { formatBytes, formatCount, formatPercent, plural } from '../../format.ts'
import { State } from '../../parts/state.tsx'
import table from '../../parts/table.module.css'
import { UsageBar } from '../../parts/usage-bar.tsx'
import type { RowKeys } from '../../parts/use-row-keys.ts'
import { type LineProps, rowCount, VirtualBody } from '../../parts/virtual-body.tsx'
import { agentRoute, formatRoute } from '../../route.ts'
import type { ContainerRow, Sorting, SortKey } from '../../usage.ts'
import { ContainerDetail } from './container-detail.tsx'
import css from './containers.module.css'
import { containerState } from './state.ts'

interface Props {
  rows: readonly ContainerRow[]
  keys: RowKeys
  sorting: Sorting
  onSort: (by: SortKey) => void
  /** Key of the row whose details are open. */
  opened: string | undefined
  onOpen: (key: string) => void
  /** Left out where all rows are of one agent. */
  withAgent?: boolean
}

interface Column {
  readonly by?: SortKey
  readonly title: string
  readonly className?: string | undefined
}

const columns: readonly Column[] = [
  { by: 'agent', title: 'Agent', className: css.agent },
  { by: 'task', title: 'Task' },
  { by: 'percent', title: 'Disk use', className: css.bar },
  { by: 'used', title: 'Used', className: css.size },
  { title: 'Limit', className: css.size },
  { by: 'inodes', title: 'Inodes', className: css.inodes },
  { title: 'Project', className: css.project },
  { title: 'State', className: css.state },
]

/** Containers with their quota; a row opens to show all that is known of it. */
export function ContainerTable(props: Props) {
  const withAgent = props.withAgent ?? true
  const shown = withAgent ? columns : columns.slice(1)
  const lines = linesOf(props.rows, props.opened)
  return (
    <table
      className={`${table.table} ${table.fixed}`}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are walked with the keyboard
      role="grid"
      aria-label="Containers"
      aria-rowcount={rowCount(lines)}
    >
      <thead>
        <tr aria-rowindex={1}>
          {shown.map((column) => (
            <HeadCell key={column.title} column={column} {...props} />
          ))}
        </tr>
      </thead>
      <VirtualBody lines={lines} lineHeight={44} columns={shown.length} keys={props.keys}>
        {(line, place) =>
          'detail' in line ? (
            <tr {...place}>
              <td colSpan={shown.length} className={css.detailCell}>
                <ContainerDetail row={line.detail} />
              </td>
            </tr>
          ) : (
            <Row row={line} place={place} {...props} withAgent={withAgent} />
          )
        }
      </VirtualBody>
    </table>
  )
}

type Line = ContainerRow | { readonly key: string; readonly detail: ContainerRow }

/** The rows, and below the one that is open its details. */
function linesOf(rows: readonly ContainerRow[], opened: string | undefined): readonly Line[] {
  const at = rows.findIndex(({ key }) => key === opened)
  const row = rows[at]
  if (!row) return rows
  const detail = { key: `${row.key} detail`, detail: row }
  return [...rows.slice(0, at + 1), detail, ...rows.slice(at + 1)]
}

function HeadCell({ column, sorting, onSort }: Props & { column: Column }) {
  const { by } = column
  const sorted = by !== undefined && sorting.by === by
  if (!by) return <th className={column.className}>{column.title}</th>
  return (
    <th
      className={column.className}
      aria-sort={sorted ? (sorting.descending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" className={table.sort} onClick={() => onSort(by)}>
        {column.title}
        {sorted && (sorting.descending ? <IconArrowDown size={12} /> : <IconArrowUp size={12} />)}
      </button>
    </th>
  )
}

function Row(props: Props & { row: ContainerRow; place: LineProps }) {
  const { row, place, keys, opened, onOpen, withAgent } = props
  const { project } = row
  const open = opened === row.key
  return (
    <tr
      {...place}
      {...keys.row(row.key)}
      className={table.link}
      aria-expanded={open}
      onClick={() => onOpen(row.key)}
      data-stale={row.stale || undefined}
    >
      {withAgent && (
        <td>
          <a tabIndex={-1} className={css.agentLink} href={formatRoute(agentRoute(row.agent))}>
            {row.agent}
          </a>
        </td>
      )}
      <td title={project.path}>
        <div className={css.task}>{project.taskId || project.executorId}</div>
        <div className={css.path}>
          <bdi dir="ltr">{project.path}</bdi>
        </div>
      </td>
      <td>
        <UsageBar percent={row.percent} label={`Disk use of ${project.containerName}`} />
      </td>
      <td className={table.number}>{formatBytes(project.usedBytes)}</td>
      <td className={table.number}>
        {project.hardLimitBytes > 0 ? formatBytes(project.hardLimitBytes) : '–'}
      </td>
      <td className={table.number}>
        <Inodes row={row} />
      </td>
      <td className={`mono ${table.number}`}>{project.id}</td>
      <td>
        <State {...containerState(row)} />
      </td>
    </tr>
  )
}

function Inodes({ row }: { row: ContainerRow }) {
  const { usedInodes } = row.project
  if (row.inodePercent === undefined) return formatCount(usedInodes)
  return (
    <span title={`of ${plural(row.project.inodeLimit, 'inode')}`}>
      {formatCount(usedInodes)} · {formatPercent(row.inodePercent)}
    </span>
  )
}

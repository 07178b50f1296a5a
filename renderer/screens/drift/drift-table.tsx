import { IconChevronRight } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { DriftAspect, DriftGroup, DriftMap } from '../../../electron/contract/drift.ts'
import { formatCount } from '../../format.ts'
import { Tag } from '../../parts/state.tsx'
import table from '../../parts/table.module.css'
import type { RowKeys } from '../../parts/use-row-keys.ts'
import { type LineProps, rowCount, VirtualBody } from '../../parts/virtual-body.tsx'
import css from './drift.module.css'
import { GroupDetail } from './group-detail.tsx'

interface Props {
  map: DriftMap
  keys: RowKeys
  opened: ReadonlySet<string>
  onToggle: (id: string) => void
  onReference: (id: string) => void
  onConverge: (group: DriftGroup) => void
}

/** A row for each group, the largest first; what differs from the reference stands out. */
export function DriftTable(props: Props) {
  const { map, keys, opened } = props
  const lines = linesOf(map.groups, opened)
  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).dataset.row
    if (event.key === 'r' && id !== undefined && !event.ctrlKey && !event.metaKey)
      props.onReference(id)
    else keys.body.onKeyDown(event)
  }
  return (
    <table
      className={`${table.table} ${table.fixed}`}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are walked with the keyboard
      role="grid"
      aria-label="Groups of the same"
      aria-rowcount={rowCount(lines)}
    >
      <thead>
        <tr aria-rowindex={1}>
          <th className={css.count}>Agents</th>
          <th>Who</th>
          <th className={css.version}>Mesos</th>
          <th className={css.build}>Hook build</th>
          <th className={css.hooks}>Hooks, in order</th>
          <th className={css.isolation}>Isolation</th>
          <th className={css.modules}>Modules</th>
          <th className={css.source}>Flags from</th>
        </tr>
      </thead>
      <VirtualBody
        lines={lines}
        lineHeight={36}
        columns={8}
        keys={{ ...keys, body: { ...keys.body, onKeyDown } }}
      >
        {({ group, detail }, place) =>
          detail ? (
            <DetailRow group={group} place={place} {...props} />
          ) : (
            <GroupRow group={group} place={place} {...props} />
          )
        }
      </VirtualBody>
    </table>
  )
}

interface Line {
  readonly key: string
  readonly group: DriftGroup
  readonly detail: boolean
}

/** The groups, and below each that is open its details. */
function linesOf(groups: readonly DriftGroup[], opened: ReadonlySet<string>): Line[] {
  return groups.flatMap((group) => {
    const line = { key: group.id, group, detail: false }
    return opened.has(group.id) ? [line, { key: `${group.id} detail`, group, detail: true }] : line
  })
}

type RowProps = Props & { group: DriftGroup; place: LineProps }

function DetailRow({ group, place, map, onReference, onConverge }: RowProps) {
  return (
    <tr {...place} className={css.detail}>
      <td colSpan={8}>
        <GroupDetail
          group={group}
          isReference={group.id === map.reference?.group}
          onReference={() => onReference(group.id)}
          onConverge={() => onConverge(group)}
        />
      </td>
    </tr>
  )
}

function GroupRow(props: RowProps) {
  const { group, place, map, keys, opened, onToggle } = props
  const isReference = group.id === map.reference?.group
  const { traits } = group
  const differs = (aspect: DriftAspect) =>
    group.differences.some((each) => each.aspect === aspect) || undefined
  const modules = traits.libraries.reduce((sum, each) => sum + each.modules.length, 0)
  return (
    <tr
      {...place}
      {...keys.row(group.id)}
      className={table.link}
      aria-expanded={opened.has(group.id)}
      aria-selected={isReference}
      onClick={() => onToggle(group.id)}
    >
      <td className="figures">
        <IconChevronRight size={14} className={css.chevron} aria-hidden />
        {formatCount(group.agents.length)}
      </td>
      <td title={group.agents.join(', ')}>
        {isReference && <Tag tone="run">reference</Tag>}
        {group.outlier && <Tag tone="warn">outlier</Tag>} {group.agents.join(', ')}
      </td>
      <td className="mono" data-differs={differs('mesosVersion')}>
        {traits.mesosVersion ?? <span title="does not answer">–</span>}
      </td>
      <td className="mono" data-differs={differs('build')}>
        <BuildWords group={group} />
      </td>
      <td data-differs={differs('hooks')} title={traits.hooks?.join(', ')}>
        {traits.hooks?.map(shortHook).join(', ') ?? <span className="dim">none</span>}
      </td>
      <td data-differs={differs('isolation')} title={traits.isolation?.join(', ')}>
        {traits.isolation?.join(', ') ?? <span className="dim">not set</span>}
      </td>
      <td data-differs={differs('manifest')}>
        {traits.manifestError ? 'unreadable' : formatCount(modules)}
        {group.manifests.length > 1 && (
          <span className="dim"> in {group.manifests.length} spellings</span>
        )}
      </td>
      <td className="mono" data-differs={differs('flagSource')} title={traits.flagSource.path}>
        {traits.flagSource.path}
      </td>
    </tr>
  )
}

function BuildWords({ group }: { group: DriftGroup }) {
  const { configured, running } = group.traits.build
  if (configured === running) return configured ?? <span className="dim">none</span>
  return (
    <span title={`configured ${configured ?? 'none'}, running ${running ?? 'none'}`}>
      {configured ?? 'none'} <span className="dim">{running ? `runs ${running}` : 'not run'}</span>
    </span>
  )
}

/** Module names carry their organisation in front; the last part tells them apart in a table. */
function shortHook(name: string): string {
  return name.replace(/^(org|com|net|io)_[a-z0-9]+_/, '')
}

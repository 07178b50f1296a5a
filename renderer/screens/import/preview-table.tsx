import { useMemo } from 'react'
import { addressOf } from '../../../electron/contract/agent.ts'
import type { ImportedAgent, ImportPreview } from '../../../electron/contract/inventory.ts'
import { plural } from '../../format.ts'
import { State } from '../../parts/state.tsx'
import table from '../../parts/table.module.css'
import { rowCount, VirtualBody } from '../../parts/virtual-body.tsx'
import { labelTexts } from '../../settings.ts'
import css from './import.module.css'
import { changeStates, inOrder } from './preview-words.ts'

/** What could not be read, then each agent with what would change of it. */
export function PreviewTable({ preview }: { preview: ImportPreview }) {
  // A source may give a name twice.
  const lines = useMemo(
    () => inOrder(preview.agents).map((agent, at) => ({ key: `${agent.name}-${at}`, agent })),
    [preview],
  )
  return (
    <>
      <Problems problems={preview.problems} />
      {lines.length > 0 && (
        <table
          className={`${table.table} ${table.fixed}`}
          aria-label="Agents of the source"
          aria-rowcount={rowCount(lines)}
        >
          <thead>
            <tr aria-rowindex={1}>
              <th className={css.change}>Change</th>
              <th className={css.name}>Agent</th>
              <th>What is recorded</th>
            </tr>
          </thead>
          <VirtualBody lines={lines} lineHeight={36} columns={3}>
            {({ agent }, place) => (
              <tr {...place}>
                <td>
                  <State {...changeStates[agent.change]} />
                </td>
                <td title={agent.name}>
                  {agent.name}
                  {agent.line !== undefined && <span className={css.line}>line {agent.line}</span>}
                </td>
                <td className={css.what}>
                  <What agent={agent} />
                </td>
              </tr>
            )}
          </VirtualBody>
        </table>
      )}
    </>
  )
}

function What({ agent }: { agent: ImportedAgent }) {
  const { change, differences, problem, record } = agent
  if (problem) return <span className={css.problem}>{problem}</span>
  if (change === 'update') {
    return (
      <ul className={css.differences}>
        {differences.map(({ field, before, after }) => (
          <li key={field}>
            <span className="dim">{field}</span> <del>{before || 'none'}</del>{' '}
            <span aria-hidden>→</span> <ins>{after || 'none'}</ins>
          </li>
        ))}
      </ul>
    )
  }
  if (!record) return null
  const { user, host, port, groups, labels } = record
  const address = addressOf({ user, host, port })
  return (
    <span className={change === 'add' ? undefined : 'dim'}>
      <span className="mono">{address}</span>
      <span className={css.groups}>{[...groups, ...labelTexts(labels)].join(' ')}</span>
    </span>
  )
}

function Problems({ problems }: Pick<ImportPreview, 'problems'>) {
  if (problems.length === 0) return null
  return (
    <details className={css.problems} open={problems.length <= 5}>
      <summary>{plural(problems.length, 'remark')} on the source</summary>
      <ul>
        {problems.map(({ line, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: remarks may be alike
          <li key={index}>
            {line !== undefined && <span className={css.line}>line {line}</span>} {message}
          </li>
        ))}
      </ul>
    </details>
  )
}

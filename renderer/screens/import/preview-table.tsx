import { Button } from '@mantine/core'
import { useState } from 'react'
import { addressOf } from '../../../electron/contract/agent.ts'
import type { ImportedAgent, ImportPreview } from '../../../electron/contract/inventory.ts'
import { plural } from '../../format.ts'
import { State } from '../../parts/state.tsx'
import table from '../../parts/table.module.css'
import { labelTexts } from '../../settings.ts'
import css from './import.module.css'
import { changeStates, inOrder } from './preview-words.ts'

/** Rows that are shown at first; thousands would only slow the look at the first ones. */
const rowsAtFirst = 200

/** What could not be read, then each agent with what would change of it. */
export function PreviewTable({ preview }: { preview: ImportPreview }) {
  const [limit, setLimit] = useState(rowsAtFirst)
  const agents = inOrder(preview.agents)
  const hidden = agents.length - limit
  return (
    <>
      <Problems problems={preview.problems} />
      {agents.length > 0 && (
        <table className={`${table.table} ${table.fixed}`} aria-label="Agents of the source">
          <thead>
            <tr>
              <th className={css.change}>Change</th>
              <th className={css.name}>Agent</th>
              <th>What is recorded</th>
            </tr>
          </thead>
          <tbody>
            {agents.slice(0, limit).map((agent, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a source may give a name twice
              <tr key={`${agent.name}-${index}`}>
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
            ))}
          </tbody>
        </table>
      )}
      {hidden > 0 && (
        <div className={css.more}>
          <Button onClick={() => setLimit(agents.length)}>
            Show {plural(hidden, 'more agent')}
          </Button>
        </div>
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

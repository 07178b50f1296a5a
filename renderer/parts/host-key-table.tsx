import { Checkbox } from '@mantine/core'
import type { HostKey, OfferedKey } from '../../electron/contract/agent.ts'
import type { FailureData } from '../../electron/contract/failure.ts'
import type { AgentState } from '../agent-state.ts'
import css from './dialog.module.css'
import { FailureLine } from './failure-note.tsx'
import { State } from './state.tsx'
import table from './table.module.css'
import { type LineProps, rowCount, VirtualBody } from './virtual-body.tsx'

/** Offered keys of any number of agents; those never seen can be marked. */
export function HostKeyTable(props: {
  agents: readonly string[]
  offered: Readonly<Record<string, OfferedKey>>
  marked: ReadonlySet<string>
  onToggle: (agent: string) => void
}) {
  const { offered } = props
  const lines = props.agents.map((agent) => ({ key: agent }))
  return (
    <div className={css.keyList} data-scroller>
      <table
        className={`${table.table} ${table.fixed}`}
        aria-label="Offered host keys"
        aria-rowcount={rowCount(lines)}
      >
        <colgroup>
          <col className={css.keyMark} />
          <col className={css.keyAgent} />
          <col className={css.keyVerdict} />
          <col />
        </colgroup>
        <VirtualBody lines={lines} lineHeight={37} columns={4}>
          {({ key: agent }, place) => (
            <KeyRow
              place={place}
              agent={agent}
              hostKey={offered[agent]?.key}
              failure={offered[agent]?.failure}
              marked={props.marked.has(agent)}
              onToggle={() => props.onToggle(agent)}
            />
          )}
        </VirtualBody>
      </table>
    </div>
  )
}

const verdicts: Readonly<Record<HostKey['verdict'], AgentState>> = {
  unknown: { tone: 'warn', word: 'Never seen' },
  trusted: { tone: 'ok', word: 'Trusted' },
  changed: { tone: 'bad', word: 'Changed: blocked' },
  revoked: { tone: 'bad', word: 'Revoked: blocked' },
}

function KeyRow(props: {
  place: LineProps
  agent: string
  hostKey: HostKey | undefined
  failure: FailureData | undefined
  marked: boolean
  onToggle: () => void
}) {
  const { agent, hostKey, failure } = props
  return (
    <tr {...props.place}>
      <td>
        <Checkbox
          aria-label={`The key of ${agent} is compared`}
          disabled={hostKey?.verdict !== 'unknown'}
          checked={props.marked}
          onChange={props.onToggle}
        />
      </td>
      <td title={agent}>{agent}</td>
      {failure && (
        <td colSpan={2}>
          <FailureLine failure={failure} />
        </td>
      )}
      {!failure && !hostKey && <td colSpan={2}>Asking…</td>}
      {hostKey && (
        <>
          <td>
            <State {...verdicts[hostKey.verdict]} />
          </td>
          <td>
            <code>{hostKey.fingerprint}</code> <span className="dim">{hostKey.type}</span>
            {hostKey.places.map(({ where, fingerprint, kind }) => (
              <div key={where} className={css.place}>
                {kind}: {fingerprint} ({where})
              </div>
            ))}
          </td>
        </>
      )}
    </tr>
  )
}

import { Button, Checkbox, Textarea } from '@mantine/core'
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { HostKey } from '../../electron/contract/agent.ts'
import type { FailureData } from '../../electron/contract/failure.ts'
import type { AgentState } from '../agent-state.ts'
import { useEngine } from '../engine.tsx'
import { failureOf } from '../failure.ts'
import { plural } from '../format.ts'
import { useQueryFactories } from '../queries.ts'
import css from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import { FailureLine, FailureNote } from './failure-note.tsx'
import { State } from './state.tsx'
import table from './table.module.css'
import { useObserveAgain } from './use-observe-again.ts'

/**
 * Host keys of several agents, each with its own fingerprint to compare. Only keys that were never
 * seen can be trusted here, each by its own mark or because it is in the list that the owner gave.
 */
export function HostKeysDialog(props: { agents: readonly string[]; onClose: () => void }) {
  const { calls, client } = useEngine()
  const queries = useQueryClient()
  const observeAgain = useObserveAgain()
  const factories = useQueryFactories()
  const seen = useQueries({ queries: props.agents.map((agent) => factories.hostKey(agent)) })
  const [listed, setListed] = useState('')
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const keys = seen.flatMap(({ data }) => data ?? [])
  const chosen = keys.filter(
    (key) => key.verdict === 'unknown' && (marked.has(key.agent) || isListed(key, listed)),
  )
  const trust = useMutation({
    mutationFn: async () => {
      for (const { agent, fingerprint } of chosen) await client.agents.trust({ agent, fingerprint })
    },
    onSettled: async () => {
      setMarked(new Set())
      await queries.invalidateQueries({ queryKey: calls.agents.hostKey.key() })
      observeAgain(props.agents)
    },
  })
  const toggle = (agent: string) => {
    const next = new Set(marked)
    if (!next.delete(agent)) next.add(agent)
    setMarked(next)
  }
  return (
    <Dialog
      title={`Host keys of ${plural(props.agents.length, 'agent')}`}
      width={860}
      onClose={props.onClose}
    >
      <div className={css.form}>
        <Textarea
          label="Fingerprints that their owner gave"
          description="Paste what ssh-keygen -lf shows on the machines: keys that stand here are marked. Others you can mark one by one."
          rows={3}
          data-autofocus
          spellCheck={false}
          value={listed}
          onChange={(event) => setListed(event.currentTarget.value)}
        />
        <div className={css.keyList}>
          <table className={table.table} aria-label="Offered host keys">
            <tbody>
              {props.agents.map((agent, index) => (
                <KeyRow
                  key={agent}
                  agent={agent}
                  hostKey={seen[index]?.data}
                  failure={seen[index]?.error ? failureOf(seen[index].error) : undefined}
                  marked={chosen.some((key) => key.agent === agent)}
                  onToggle={() => toggle(agent)}
                />
              ))}
            </tbody>
          </table>
        </div>
        {trust.error && <FailureNote failure={failureOf(trust.error)} />}
        <div className={css.actions}>
          <Button onClick={props.onClose}>Close</Button>
          <Button
            variant="filled"
            disabled={chosen.length === 0}
            loading={trust.isPending}
            onClick={() => trust.mutate()}
          >
            {chosen.length === 0
              ? 'Trust those compared'
              : `Trust ${plural(chosen.length, 'compared key')}`}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

/** Whole words only: a part of a fingerprint compares nothing. */
function isListed({ fingerprint }: HostKey, listed: string): boolean {
  return listed.split(/\s+/).includes(fingerprint)
}

const verdicts: Readonly<Record<HostKey['verdict'], AgentState>> = {
  unknown: { tone: 'warn', word: 'Never seen' },
  trusted: { tone: 'ok', word: 'Trusted' },
  changed: { tone: 'bad', word: 'Changed: blocked' },
  revoked: { tone: 'bad', word: 'Revoked: blocked' },
}

function KeyRow(props: {
  agent: string
  hostKey: HostKey | undefined
  failure: FailureData | undefined
  marked: boolean
  onToggle: () => void
}) {
  const { agent, hostKey, failure } = props
  return (
    <tr>
      <td>
        <Checkbox
          aria-label={`The key of ${agent} is compared`}
          disabled={hostKey?.verdict !== 'unknown'}
          checked={props.marked}
          onChange={props.onToggle}
        />
      </td>
      <td>{agent}</td>
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

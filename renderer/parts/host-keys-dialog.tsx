import { Button, Textarea } from '@mantine/core'
import { useMemo, useState } from 'react'
import { failureOf } from '../failure.ts'
import { plural } from '../format.ts'
import css from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import { FailureNote } from './failure-note.tsx'
import { HostKeyTable } from './host-key-table.tsx'
import { useObserveAgain } from './use-observe-again.ts'
import { countWords, useOfferedKeys, useTrust } from './use-offered-keys.ts'

/**
 * Host keys of several agents, each with its own fingerprint to compare. Only keys that were never
 * seen can be trusted here, each by its own mark or because it is in the list that the owner gave.
 */
export function HostKeysDialog(props: { agents: readonly string[]; onClose: () => void }) {
  const { agents } = props
  const observeAgain = useObserveAgain()
  const { offered, error, trusted } = useOfferedKeys(agents)
  const [listed, setListed] = useState('')
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  // Whole words only: a part of a fingerprint compares nothing.
  const words = useMemo(() => new Set(listed.split(/\s+/)), [listed])
  const chosen = agents
    .flatMap((agent) => offered[agent]?.key ?? [])
    .filter(({ verdict }) => verdict === 'unknown')
    .filter(({ agent, fingerprint }) => marked.has(agent) || words.has(fingerprint))
  const trust = useTrust(trusted, () => {
    setMarked(new Set())
    observeAgain(agents)
  })
  const toggle = (agent: string) => {
    const next = new Set(marked)
    if (!next.delete(agent)) next.add(agent)
    setMarked(next)
  }
  return (
    <Dialog
      title={`Host keys of ${plural(agents.length, 'agent')}`}
      width={900}
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
        {error && <FailureNote failure={failureOf(error)} />}
        <HostKeyTable
          agents={agents}
          offered={offered}
          marked={new Set(chosen.map(({ agent }) => agent))}
          onToggle={toggle}
        />
        {trust.error && <FailureNote failure={failureOf(trust.error)} />}
        <div className={css.actions}>
          <span className={css.count} aria-live="polite">
            {countWords(agents, offered)}
          </span>
          <Button onClick={props.onClose}>Close</Button>
          <Button
            variant="filled"
            disabled={chosen.length === 0}
            loading={trust.isPending}
            onClick={() => trust.mutate(chosen)}
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

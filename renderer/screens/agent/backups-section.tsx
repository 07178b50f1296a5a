import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Backup } from '../../../electron/contract/backup.ts'
import { failureOf } from '../../failure.ts'
import { formatAgo, formatBytes, plural } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Section } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import table from '../../parts/table.module.css'
import { useNow } from '../../parts/use-now.ts'
import { useRowKeys } from '../../parts/use-row-keys.ts'
import { useQueryFactories } from '../../queries.ts'
import css from './agent.module.css'
import { CompareDialog } from './compare-dialog.tsx'
import { ReviewDialog } from './review-dialog.tsx'

/** What was kept of the files that Quotadeck changed: compared, and put back as a reviewed change. */
export function BackupsSection({ agent }: { agent: string }) {
  const list = useQuery(useQueryFactories().backups(agent))
  const [comparing, setComparing] = useState<Backup>()
  const [restoring, setRestoring] = useState<readonly Backup[]>()
  const backups = list.data?.backups ?? []
  return (
    <Section
      title="Backups"
      remark={list.data && plural(backups.length, 'backup')}
      tools={<span className="dim">Enter compares with the live file</span>}
    >
      {list.isPending && <Skeletons label="Reading the backups" rows={3} />}
      {list.error && (
        <FailureNote failure={failureOf(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.data && backups.length === 0 && (
        <p className={css.nothing}>
          None yet. Before Quotadeck changes a file, it keeps the file as it was, with owner and
          mode.
        </p>
      )}
      {backups.length > 0 && (
        <BackupTable backups={backups} onCompare={setComparing} onRestore={setRestoring} />
      )}
      {list.data?.unreadable.map(({ name, problem }) => (
        <p key={name} className={css.unknown}>
          Not usable: <code>{name}</code>, {problem}.
        </p>
      ))}
      {comparing && (
        <CompareDialog
          agent={agent}
          backup={comparing}
          others={backups.filter(({ path, id }) => path === comparing.path && id !== comparing.id)}
          onClose={() => setComparing(undefined)}
        />
      )}
      {restoring && (
        <ReviewDialog
          agent={agent}
          edit={{ restore: restoring.map(({ id }) => id) }}
          onClose={() => setRestoring(undefined)}
        />
      )}
    </Section>
  )
}

interface TableProps {
  backups: readonly Backup[]
  onCompare: (backup: Backup) => void
  onRestore: (backups: readonly Backup[]) => void
}

function BackupTable({ backups, onCompare, onRestore }: TableProps) {
  const now = useNow()
  const compare = (id: string) => {
    const found = backups.find((each) => each.id === id)
    if (found) onCompare(found)
  }
  const keys = useRowKeys(
    backups.map(({ id }) => id),
    { open: compare },
  )
  return (
    <div className={css.bleed}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are walked with the keyboard */}
      <table className={table.table} role="grid" aria-label="Backups">
        <thead>
          <tr>
            <th>Made</th>
            <th>File</th>
            <th className={table.number}>Size</th>
            <th>Before</th>
            <th>By</th>
            <th />
          </tr>
        </thead>
        <tbody {...keys.body}>
          {backups.map((backup) => (
            <tr key={backup.id} {...keys.row(backup.id)}>
              <td className="figures" title={new Date(backup.madeAt).toISOString()}>
                {formatAgo(backup.madeAt, now)}
              </td>
              <td className="mono" title={backup.sha256 ? `sha256 ${backup.sha256}` : undefined}>
                {backup.path}
              </td>
              <td className={table.number}>
                {backup.sha256 === null ? 'no file' : formatBytes(backup.sizeBytes)}
              </td>
              <td title={`plan ${backup.plan}`}>a {backup.reason}</td>
              <td>{backup.by}</td>
              <td className={css.rowActions}>
                <Button size="compact-xs" onClick={() => onCompare(backup)}>
                  Compare…
                </Button>
                <RestoreButtons backup={backup} backups={backups} onRestore={onRestore} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** One file, and where its change had more files, all of them. */
function RestoreButtons({
  backup,
  backups,
  onRestore,
}: Omit<TableProps, 'onCompare'> & { backup: Backup }) {
  const together = backups.filter(({ change }) => change === backup.change)
  return (
    <>
      <Button size="compact-xs" onClick={() => onRestore([backup])}>
        Restore…
      </Button>
      {together.length > 1 && together[0] === backup && (
        <Button size="compact-xs" onClick={() => onRestore(together)}>
          Restore all {together.length}…
        </Button>
      )}
    </>
  )
}

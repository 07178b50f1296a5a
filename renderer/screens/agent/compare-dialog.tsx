import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Backup } from '../../../electron/contract/backup.ts'
import { failureOf } from '../../failure.ts'
import { formatAgo } from '../../format.ts'
import dialog from '../../parts/dialog.module.css'
import { Dialog } from '../../parts/dialog.tsx'
import { DiffView } from '../../parts/diff-view.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useQueryFactories } from '../../queries.ts'

interface Props {
  agent: string
  backup: Backup
  /** Other backups of the same file. */
  others: readonly Backup[]
  onClose: () => void
}

/** A backup beside the live file, or beside another backup of it. */
export function CompareDialog({ agent, backup, others, onClose }: Props) {
  const [other, setOther] = useState('')
  const compared = useQuery(
    useQueryFactories().backupCompared(agent, backup.id, other || undefined),
  )
  const now = useNow()
  const same = compared.data && compared.data.before === compared.data.after
  return (
    <Dialog title={`Backup of ${backup.path}`} width={860} onClose={onClose}>
      <div className={dialog.form}>
        <NativeSelect
          label={`Made ${formatAgo(backup.madeAt, now)}; what has changed until`}
          value={other}
          onChange={(event) => setOther(event.currentTarget.value)}
          data={[
            { value: '', label: 'now (the live file)' },
            ...others.map(({ id, madeAt, by }) => ({
              value: id,
              label: `the backup of ${formatAgo(madeAt, now)}, by ${by}`,
            })),
          ]}
        />
        {compared.isPending && <Skeletons label="Reading both" rows={4} />}
        {compared.error && (
          <FailureNote
            failure={failureOf(compared.error)}
            onRetry={() => void compared.refetch()}
          />
        )}
        {same && <p className={dialog.text}>They are the same.</p>}
        {compared.data && !same && <DiffView change={compared.data} />}
      </div>
    </Dialog>
  )
}

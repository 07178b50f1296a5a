import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEngine } from '../engine.tsx'
import { failureOf } from '../failure.ts'
import { useQueryFactories } from '../queries.ts'
import { Dialog } from './dialog.tsx'
import { FailureNote } from './failure-note.tsx'
import { RecordForm } from './record-form.tsx'
import { Skeletons } from './skeletons.tsx'
import { useObserveAgain } from './use-observe-again.ts'

/** Changes what is recorded of an agent itself; what its groups give is shown and stays theirs. */
export function AgentSettingsDialog({ agent, onClose }: { agent: string; onClose: () => void }) {
  const { calls } = useEngine()
  const queries = useQueryClient()
  const observeAgain = useObserveAgain()
  const record = useQuery(useQueryFactories().record(agent))
  const update = useMutation(
    calls.agents.update.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: calls.agents.list.key() })
        void queries.invalidateQueries({ queryKey: calls.inventory.groups.key() })
        observeAgain([agent])
        onClose()
      },
    }),
  )
  return (
    <Dialog title={`Settings of ${agent}`} width={680} onClose={onClose}>
      {record.isPending && <Skeletons label="Reading what is recorded" rows={4} />}
      {record.error && <FailureNote failure={failureOf(record.error)} />}
      {record.data && (
        <RecordForm
          start={record.data}
          named
          submitLabel="Save"
          busy={update.isPending}
          failure={update.error ? failureOf(update.error) : undefined}
          onSubmit={(changed) => update.mutate(changed)}
          onCancel={onClose}
        />
      )}
    </Dialog>
  )
}

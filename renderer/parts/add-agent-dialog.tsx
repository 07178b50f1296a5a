import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEngine } from '../engine.tsx'
import { failureOf } from '../failure.ts'
import { Dialog } from './dialog.tsx'
import { RecordForm } from './record-form.tsx'
import { useObserveAgain } from './use-observe-again.ts'

/** Records a new agent; its host key is looked at next. */
export function AddAgentDialog(props: { onClose: () => void; onAdded: (agent: string) => void }) {
  const { calls } = useEngine()
  const queries = useQueryClient()
  const observeAgain = useObserveAgain()
  const add = useMutation(
    calls.agents.add.mutationOptions({
      onSuccess: async (agent) => {
        await queries.invalidateQueries({ queryKey: calls.agents.list.key() })
        await queries.invalidateQueries({ queryKey: calls.inventory.groups.key() })
        observeAgain([agent.name])
        props.onAdded(agent.name)
      },
    }),
  )
  return (
    <Dialog title="Add an agent" width={680} onClose={props.onClose}>
      <RecordForm
        start={{ user: 'root' }}
        named={false}
        submitLabel="Add agent"
        busy={add.isPending}
        failure={add.error ? failureOf(add.error) : undefined}
        onSubmit={(record) => add.mutate(record)}
        onCancel={props.onClose}
      />
    </Dialog>
  )
}

import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEngine } from '../engine.tsx'
import { failureOf } from '../failure.ts'
import { plural } from '../format.ts'
import css from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import { FailureNote } from './failure-note.tsx'

/** Takes agents out of the inventory, after asking. Nothing changes on the agents themselves. */
export function RemoveAgentsDialog(props: {
  agents: readonly string[]
  onClose: () => void
  onRemoved: () => void
}) {
  const { calls } = useEngine()
  const queries = useQueryClient()
  const agents = [...props.agents]
  const what = agents.length === 1 ? agents[0] : plural(agents.length, 'agent')
  const remove = useMutation(
    calls.inventory.remove.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: calls.agents.list.key() })
        void queries.invalidateQueries({ queryKey: calls.inventory.groups.key() })
        props.onRemoved()
      },
    }),
  )
  return (
    <Dialog title={`Remove ${what}?`} width={420} onClose={props.onClose}>
      <div className={css.form}>
        <p className={css.text}>
          Quotadeck forgets {agents.length === 1 ? 'this agent' : 'these agents'}. Nothing is
          changed there: the hook keeps running.
        </p>
        {agents.length > 1 && <p className={css.names}>{agents.join(', ')}</p>}
        {remove.error && <FailureNote failure={failureOf(remove.error)} />}
        <div className={css.actions}>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            variant="filled"
            color="red"
            loading={remove.isPending}
            onClick={() => remove.mutate({ agents })}
          >
            Remove
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

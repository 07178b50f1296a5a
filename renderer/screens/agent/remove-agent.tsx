import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useEngine } from '../../engine.tsx'
import { failureOf } from '../../failure.ts'
import dialog from '../../parts/dialog.module.css'
import { Dialog } from '../../parts/dialog.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { goTo } from '../../route.ts'

/** Takes the agent out of the inventory, after asking. Nothing changes on the agent itself. */
export function RemoveAgent({ agent }: { agent: string }) {
  const { calls } = useEngine()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const remove = useMutation(
    calls.agents.remove.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: calls.agents.list.key() })
        goTo({ screen: 'fleet' })
      },
    }),
  )
  return (
    <>
      <Tooltip label="Remove from the fleet">
        <ActionIcon aria-label="Remove from the fleet" onClick={() => setAsking(true)}>
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
      {asking && (
        <Dialog title={`Remove ${agent}?`} width={420} onClose={() => setAsking(false)}>
          <div className={dialog.form}>
            <p className={dialog.text}>
              Quotadeck forgets this agent. Nothing is changed on it: the hook there keeps running.
            </p>
            {remove.error && <FailureNote failure={failureOf(remove.error)} />}
            <div className={dialog.actions}>
              <Button onClick={() => setAsking(false)}>Cancel</Button>
              <Button
                variant="filled"
                color="red"
                loading={remove.isPending}
                onClick={() => remove.mutate({ agent })}
              >
                Remove
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  )
}

import { type ReactNode, useMemo, useState } from 'react'
import { AddAgentDialog } from './add-agent-dialog.tsx'
import { type Dialog, DialogsContext } from './dialogs-context.ts'
import { HostKeyDialog } from './host-key-dialog.tsx'
import { UnlockDialog } from './unlock-dialog.tsx'

/** Shows one dialog at a time over the screens below. */
export function DialogsProvider(props: { children: ReactNode }) {
  const [dialog, open] = useState<Dialog>()
  const dialogs = useMemo(() => ({ open }), [])
  const close = () => open(undefined)
  return (
    <DialogsContext value={dialogs}>
      {props.children}
      {dialog?.kind === 'add-agent' && (
        <AddAgentDialog onClose={close} onAdded={(agent) => open({ kind: 'host-key', agent })} />
      )}
      {dialog?.kind === 'host-key' && <HostKeyDialog agent={dialog.agent} onClose={close} />}
      {dialog?.kind === 'unlock' && <UnlockDialog agents={dialog.agents} onClose={close} />}
    </DialogsContext>
  )
}

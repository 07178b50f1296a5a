import { type ReactNode, useMemo, useState } from 'react'
import { AddAgentDialog } from './add-agent-dialog.tsx'
import { AgentSettingsDialog } from './agent-settings-dialog.tsx'
import { type Dialog, type Dialogs, DialogsContext } from './dialogs-context.ts'
import { ExportDialog } from './export-dialog.tsx'
import { HostKeyDialog } from './host-key-dialog.tsx'
import { HostKeysDialog } from './host-keys-dialog.tsx'
import { MembershipDialog } from './membership-dialog.tsx'
import { RemoveAgentsDialog } from './remove-agents-dialog.tsx'
import { TestDialog } from './test-dialog.tsx'
import { UnlockDialog } from './unlock-dialog.tsx'

/** Shows one dialog at a time over the screens below. */
export function DialogsProvider(props: { children: ReactNode }) {
  const [opened, setOpened] = useState<readonly Dialog[]>([])
  const dialogs = useMemo(
    () => ({ open: (dialog: Dialog) => setOpened((before) => [...before, dialog]) }),
    [],
  )
  const close = () => setOpened((before) => before.slice(0, -1))
  const replace = (dialog: Dialog) => setOpened((before) => [...before.slice(0, -1), dialog])
  const dialog = opened.at(-1)
  return (
    <DialogsContext value={dialogs}>
      {props.children}
      {dialog && <Opened dialog={dialog} onClose={close} onOpen={replace} />}
    </DialogsContext>
  )
}

function Opened(props: { dialog: Dialog; onClose: () => void; onOpen: Dialogs['open'] }) {
  const { dialog, onClose, onOpen } = props
  switch (dialog.kind) {
    case 'add-agent':
      return (
        <AddAgentDialog
          onClose={onClose}
          onAdded={(agent) => onOpen({ kind: 'host-key', agent })}
        />
      )
    case 'agent-settings':
      return <AgentSettingsDialog agent={dialog.agent} onClose={onClose} />
    case 'host-key':
      return <HostKeyDialog agent={dialog.agent} onClose={onClose} />
    case 'host-keys':
      return <HostKeysDialog agents={dialog.agents} onClose={onClose} />
    case 'unlock':
      return <UnlockDialog agents={dialog.agents} onClose={onClose} />
    case 'membership':
      return <MembershipDialog agents={dialog.agents} onClose={onClose} />
    case 'test':
      return <TestDialog agents={dialog.agents} onClose={onClose} />
    case 'export':
      return <ExportDialog agents={dialog.agents} onClose={onClose} />
    case 'remove':
      return <RemoveAgentsDialog agents={dialog.agents} onClose={onClose} onRemoved={onClose} />
  }
}

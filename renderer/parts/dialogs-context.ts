import { createContext, useContext } from 'react'

/** Dialogs that more than one screen opens. */
export type Dialog =
  | { kind: 'add-agent' }
  | { kind: 'agent-settings'; agent: string }
  | { kind: 'host-key'; agent: string }
  | { kind: 'host-keys'; agents: readonly string[] }
  | { kind: 'unlock'; agents: readonly string[] }
  | { kind: 'membership'; agents: readonly string[] }
  | { kind: 'test'; agents: readonly string[] }
  /** [] is all agents. */
  | { kind: 'export'; agents: readonly string[] }
  | { kind: 'remove'; agents: readonly string[] }

export interface Dialogs {
  /** Over the one that is open, which comes back when this one is closed. */
  open(dialog: Dialog): void
}

export const DialogsContext = createContext<Dialogs | undefined>(undefined)

export function useDialogs(): Dialogs {
  const dialogs = useContext(DialogsContext)
  if (!dialogs) throw new Error('useDialogs needs a DialogsProvider above it')
  return dialogs
}

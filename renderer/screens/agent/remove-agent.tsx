import { ActionIcon, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { RemoveAgentsDialog } from '../../parts/remove-agents-dialog.tsx'
import { goTo } from '../../route.ts'

/** Takes the agent out of the inventory, after asking. */
export function RemoveAgent({ agent }: { agent: string }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Tooltip label="Remove from the fleet">
        <ActionIcon aria-label="Remove from the fleet" onClick={() => setAsking(true)}>
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
      {asking && (
        <RemoveAgentsDialog
          agents={[agent]}
          onClose={() => setAsking(false)}
          onRemoved={() => goTo({ screen: 'fleet' })}
        />
      )}
    </>
  )
}

import { IconChevronRight } from '@tabler/icons-react'
import type { AgentUsage } from '../../../electron/contract/usage.ts'
import { plural } from '../../format.ts'
import { FailureLine } from '../../parts/failure-note.tsx'
import { State } from '../../parts/state.tsx'
import css from './containers.module.css'

/** So many are shown in full at once; more would push the table out of sight. */
const openUpTo = 2

/** Whether there is simply nothing to read: the hook was never rolled out there. */
function isWithout({ failure }: AgentUsage): boolean {
  return failure?.code === 'status-missing'
}

/** Agents whose usage could not be read: above the table, or a full disk there stays unseen. */
export function UnreadAgents({ usages }: { usages: readonly AgentUsage[] }) {
  if (usages.length === 0) return null
  const calm = usages.every(isWithout)
  const agents = plural(usages.length, 'agent')
  return (
    <details
      className={css.unread}
      aria-label="Agents whose usage could not be read"
      data-calm={calm || undefined}
      open={usages.length <= openUpTo}
    >
      <summary>
        <IconChevronRight size={14} aria-hidden />
        <strong>{calm ? `${agents} without a status file` : `${agents} could not be read`}</strong>
        <span className={css.names}>{usages.map(({ agent }) => agent).join(', ')}</span>
      </summary>
      {usages.map(
        (usage) =>
          usage.failure && (
            <div key={usage.agent} className={css.failure}>
              <State tone={isWithout(usage) ? 'idle' : 'bad'} word={usage.agent} />
              <FailureLine failure={usage.failure} />
            </div>
          ),
      )}
    </details>
  )
}

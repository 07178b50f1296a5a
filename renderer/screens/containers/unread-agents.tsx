import { IconChevronRight } from '@tabler/icons-react'
import type { AgentUsage } from '../../../electron/contract/usage.ts'
import { plural } from '../../format.ts'
import { FailureLine } from '../../parts/failure-note.tsx'
import { State } from '../../parts/state.tsx'
import css from './containers.module.css'

/** So many are shown in full at once; more would push the table out of sight. */
const openUpTo = 2

/** Agents whose usage could not be read: above the table, or a full disk there stays unseen. */
export function UnreadAgents({ usages }: { usages: readonly AgentUsage[] }) {
  if (usages.length === 0) return null
  return (
    <details
      className={css.unread}
      aria-label="Agents whose usage could not be read"
      open={usages.length <= openUpTo}
    >
      <summary>
        <IconChevronRight size={14} aria-hidden />
        <strong>{plural(usages.length, 'agent')} could not be read</strong>
        <span className={css.names}>{usages.map(({ agent }) => agent).join(', ')}</span>
      </summary>
      {usages.map(
        ({ agent, failure }) =>
          failure && (
            <div key={agent} className={css.failure}>
              <State tone="bad" word={agent} />
              <FailureLine failure={failure} />
            </div>
          ),
      )}
    </details>
  )
}

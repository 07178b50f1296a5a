import type { DriftMap } from '../../../electron/contract/drift.ts'
import { formatAgo } from '../../format.ts'
import { FailureLine } from '../../parts/failure-note.tsx'
import { Section } from '../../parts/page.tsx'
import { useNow } from '../../parts/use-now.ts'
import { VirtualList } from '../../parts/virtual-list.tsx'
import css from './drift.module.css'

/** Agents that are in no group, with the reason and when they were last seen. */
export function Unseen({ agents }: { agents: DriftMap['unseen'] }) {
  const now = useNow()
  const lines = agents.map((unseen) => ({ key: unseen.agent, ...unseen }))
  return (
    <Section title="Not seen" remark="in no group, since what they have now is not known">
      <VirtualList label="Agents not seen" lines={lines} lineHeight={54}>
        {({ key: agent, failure, observedAt }) => (
          <div className={css.unseen}>
            <span>
              <strong>{agent}</strong>
              <br />
              <span className="dim">
                {observedAt ? `last seen ${formatAgo(observedAt, now)}` : 'never seen'}
              </span>
            </span>
            {failure ? (
              <FailureLine failure={failure} />
            ) : (
              <span className="dim">Not observed yet.</span>
            )}
          </div>
        )}
      </VirtualList>
    </Section>
  )
}

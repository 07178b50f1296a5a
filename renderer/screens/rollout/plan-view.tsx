import { IconChevronRight } from '@tabler/icons-react'
import type { AgentPlan } from '../../../electron/contract/rollout.ts'
import { DiffView } from '../../parts/diff-view.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { State, Tag } from '../../parts/state.tsx'
import { useOpened } from '../../parts/use-opened.ts'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { verdictStates } from '../../rollout-state.ts'
import css from './rollout.module.css'

/** Every agent's part of the plan. */
export function PlannedAgents({ plans }: { plans: readonly AgentPlan[] }) {
  const [chosen, choose] = useOpened()
  const lines = plans.map((plan) => ({ key: plan.agent, plan }))
  return (
    <VirtualList label="Planned agents" lines={lines} lineHeight={41}>
      {({ key, plan }) => (
        <PlannedAgent
          plan={plan}
          open={chosen[key] ?? (plans.length === 1 || plan.failure !== undefined)}
          onOpen={(open) => choose(key, open)}
        />
      )}
    </VirtualList>
  )
}

/** Opens to its diffs, and by itself when it is kept out. */
function PlannedAgent(props: { plan: AgentPlan; open: boolean; onOpen: (open: boolean) => void }) {
  const { plan, open } = props
  return (
    <section className={css.agent} aria-label={plan.agent}>
      <button
        type="button"
        className={css.planHead}
        aria-expanded={open}
        onClick={() => props.onOpen(!open)}
      >
        <IconChevronRight size={14} aria-hidden className={css.chevron} />
        <span className={css.name}>{plan.agent}</span>
        <State {...verdictStates[plan.verdict]} />
        <span className={css.now}>{plan.summary.join(' · ')}</span>
        {plan.warnings.length > 0 && <Tag tone="warn">{plan.warnings.length} to know</Tag>}
      </button>
      {open && (
        <div className={css.detail}>
          {plan.failure && <FailureNote failure={plan.failure} />}
          {plan.warnings.map((warning) => (
            <div key={warning} className={css.warning}>
              <Tag tone="warn">warning</Tag> {warning}
            </div>
          ))}
          {plan.files.map((change) => (
            <DiffView key={change.path} change={change} />
          ))}
          {plan.verdict === 'nothing' && <p className={css.hint}>It is as wanted already.</p>}
        </div>
      )}
    </section>
  )
}

import { IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { AgentPlan } from '../../../electron/contract/rollout.ts'
import { DiffView } from '../../parts/diff-view.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { State, Tag } from '../../parts/state.tsx'
import { verdictStates } from '../../rollout-state.ts'
import css from './rollout.module.css'

/** One agent's part of the plan; opens to its diffs, and by itself when it is kept out. */
export function PlannedAgent({ plan, only }: { plan: AgentPlan; only: boolean }) {
  const [chosen, setChosen] = useState<boolean>()
  const open = chosen ?? (only || plan.failure !== undefined)
  return (
    <section className={css.agent} aria-label={plan.agent}>
      <button
        type="button"
        className={css.planHead}
        aria-expanded={open}
        onClick={() => setChosen(!open)}
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

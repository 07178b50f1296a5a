import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Edit } from '../../../electron/contract/change.ts'
import type { Convergence, DriftGroup, DriftMap } from '../../../electron/contract/drift.ts'
import { failureOf } from '../../failure.ts'
import { plural, shortSha } from '../../format.ts'
import dialog from '../../parts/dialog.module.css'
import { Dialog } from '../../parts/dialog.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useQueryFactories } from '../../queries.ts'
import { goTo } from '../../route.ts'
import { ReviewDialog } from '../agent/review-dialog.tsx'
import css from './drift.module.css'

interface Props {
  map: DriftMap
  group: DriftGroup
  onClose: () => void
}

/** What would make a group like the reference: a rollout to plan, changes to review one by one. */
export function ConvergeDialog({ map, group, onClose }: Props) {
  const model = map.groups.find(({ id }) => id === map.reference?.group)
  const reference = model?.traits.agent ?? ''
  const plan = useQuery(useQueryFactories().convergence(reference, group.agents))
  const [reviewing, setReviewing] = useState<{ agent: string; edit: Edit }>()
  if (reviewing) return <ReviewDialog {...reviewing} onClose={() => setReviewing(undefined)} />
  return (
    <Dialog
      title={`Make ${plural(group.agents.length, 'agent')} like ${reference}`}
      width={720}
      onClose={onClose}
    >
      <div className={dialog.form}>
        {plan.isPending && <Skeletons label={`Observing ${reference}`} rows={3} />}
        {plan.error && (
          <FailureNote failure={failureOf(plan.error)} onRetry={() => void plan.refetch()} />
        )}
        {plan.data && <Planned plan={plan.data} onReview={setReviewing} />}
        <div className={dialog.actions}>
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    </Dialog>
  )
}

function Planned(props: {
  plan: Convergence
  onReview: (change: { agent: string; edit: Edit }) => void
}) {
  const { rollout, changes, left } = props.plan
  return (
    <>
      {rollout && (
        <div className={css.step}>
          <span>
            Roll build <code>{shortSha(rollout.build)}</code> out to {rollout.agents.join(', ')}
            {rollout.hooks && <span className="dim"> with hooks {rollout.hooks.join(', ')}</span>}
          </span>
          <Button
            variant="filled"
            onClick={() => goTo({ screen: 'new-rollout', agents: rollout.agents, wish: rollout })}
          >
            Plan the rollout…
          </Button>
        </div>
      )}
      {changes.map((change) => (
        <div key={change.agent} className={css.step}>
          <span>
            Change {wordsOf(change.edit)} of {change.agent}
          </span>
          <Button onClick={() => props.onReview(change)}>Review…</Button>
        </div>
      ))}
      {left.map(({ agent, aspect, reason }) => (
        <p key={`${agent} ${aspect}`} className={css.left}>
          Left on {agent}: {reason}.
        </p>
      ))}
      {!rollout && changes.length === 0 && left.length === 0 && (
        <p className={dialog.text}>Nothing is left to change.</p>
      )}
    </>
  )
}

function wordsOf({ hooks, manifest }: Edit): string {
  const parts = [
    ...(hooks ? ['the hooks'] : []),
    ...(manifest === undefined ? [] : ['modules.json']),
  ]
  return parts.join(' and ')
}

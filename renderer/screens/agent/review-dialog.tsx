import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChangePlan, Edit, Prediction } from '../../../electron/contract/change.ts'
import type { Observation } from '../../../electron/contract/observation.ts'
import { useEngine } from '../../engine.tsx'
import { failureOf } from '../../failure.ts'
import dialog from '../../parts/dialog.module.css'
import { Dialog } from '../../parts/dialog.tsx'
import { DiffView } from '../../parts/diff-view.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { State } from '../../parts/state.tsx'
import { useQueryFactories } from '../../queries.ts'
import css from './agent.module.css'

interface Props {
  observation: Observation
  edit: Edit
  onClose: () => void
  onApplied: () => void
}

/** What an edit would do to the files, whether the agent would start with it, and the word to do it. */
export function ReviewDialog(props: Props) {
  const { agent } = props.observation
  const plan = useQuery(useQueryFactories().changePlan(agent, props.edit))
  return (
    <Dialog title={`Change on ${agent}`} width={860} onClose={props.onClose}>
      <div className={dialog.form}>
        {plan.isPending && <Skeletons label="Planning the change" rows={4} />}
        {plan.error && (
          <FailureNote failure={failureOf(plan.error)} onRetry={() => void plan.refetch()} />
        )}
        {plan.data && <Planned {...props} plan={plan.data} onReview={() => void plan.refetch()} />}
      </div>
    </Dialog>
  )
}

function Planned(props: Props & { plan: ChangePlan; onReview: () => void }) {
  const { plan, edit, onClose, onReview } = props
  const [restart, setRestart] = useState(false)
  const apply = useApply(props)
  const wouldFail = !plan.prediction.starts
  if (plan.files.length === 0) return <p className={dialog.text}>Nothing to change.</p>
  return (
    <>
      <Verdict prediction={plan.prediction} />
      <ul className={css.summary}>
        {plan.summary.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {plan.files.map((change) => (
        <DiffView key={change.path} change={change} />
      ))}
      {plan.restartNeeded && (
        <Checkbox
          label={`Restart ${props.observation.unit.name} now. Without it the change waits for the next restart.`}
          checked={restart}
          onChange={(event) => setRestart(event.currentTarget.checked)}
        />
      )}
      {apply.error && (
        <FailureNote
          failure={failureOf(apply.error)}
          retryLabel="Review again"
          onRetry={() => {
            apply.reset()
            onReview()
          }}
        />
      )}
      <div className={dialog.actions}>
        <span className={css.applying} role="status">
          {apply.isPending &&
            (restart ? 'Writing, restarting, then checking the agent…' : 'Writing…')}
        </span>
        <Button onClick={onClose}>{apply.isPending ? 'Close' : 'Cancel'}</Button>
        <Button
          variant="filled"
          color={wouldFail ? 'red' : undefined}
          loading={apply.isPending}
          onClick={() => apply.mutate({ agent: plan.agent, edit, hash: plan.hash, restart })}
        >
          {wouldFail ? 'Apply nevertheless' : restart ? 'Apply and restart' : 'Apply'}
        </Button>
      </div>
    </>
  )
}

/** Applies a planned edit; afterwards the agent is observed again. */
function useApply({ observation, onClose, onApplied }: Props) {
  const { calls } = useEngine()
  const queries = useQueryClient()
  return useMutation(
    calls.changes.apply.mutationOptions({
      onSuccess: async () => {
        const { agent } = observation
        onClose()
        // The draft goes only once the agent was seen with it: the list must not jump back.
        await queries.invalidateQueries({
          queryKey: calls.agents.observe.key({ input: { agent } }),
        })
        onApplied()
      },
    }),
  )
}

function Verdict({ prediction }: { prediction: Prediction }) {
  if (!prediction.starts) {
    return (
      <div className={css.verdict} data-tone="bad" role="alert">
        <State tone="bad" word="The agent would not start" />
        <pre>{prediction.error}</pre>
        {prediction.at && <span className="dim">at {prediction.at}</span>}
      </div>
    )
  }
  return (
    <div className={css.verdict}>
      <State tone="ok" word="The agent will start with this" />
      {prediction.unverified.length > 0 && (
        <span className="dim">Not checked: {prediction.unverified.join('; ')}.</span>
      )}
    </div>
  )
}

import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type ChangePlan, type Edit, rebased } from '../../../electron/contract/change.ts'
import { useEngine } from '../../engine.tsx'
import { failureOf } from '../../failure.ts'
import dialog from '../../parts/dialog.module.css'
import { Dialog } from '../../parts/dialog.tsx'
import { DiffView } from '../../parts/diff-view.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useQueryFactories } from '../../queries.ts'
import css from './agent.module.css'
import { ConflictView } from './conflict-view.tsx'
import { Meanwhile } from './meanwhile.tsx'
import { Verdict } from './verdict.tsx'

interface Props {
  agent: string
  edit: Edit
  onClose: () => void
  onApplied?: () => void
}

/**
 * What an edit would do, whether the agent would start with it, and the word to do it. Where
 * someone else has changed the same meanwhile, the three sides, and what to go on with.
 */
export function ReviewDialog(props: Props) {
  const { agent } = props
  const [edit, setEdit] = useState(props.edit)
  // The plan that was to be applied when the agent had changed already.
  const [missed, setMissed] = useState<ChangePlan>()
  const plan = useQuery(useQueryFactories().changePlan(agent, edit))
  const replan = (next: Edit) => {
    if (next === edit) void plan.refetch()
    else setEdit(next)
  }
  return (
    <Dialog title={`Change on ${agent}`} width={920} onClose={props.onClose}>
      <div className={dialog.form}>
        {plan.isPending && <Skeletons label="Planning the change" rows={4} />}
        {plan.error && (
          <FailureNote failure={failureOf(plan.error)} onRetry={() => void plan.refetch()} />
        )}
        {plan.data && missed && <Meanwhile before={missed} now={plan.data} />}
        {plan.data && plan.data.conflicts.length > 0 && (
          <InConflict plan={plan.data} edit={edit} onChoose={setEdit} onClose={props.onClose} />
        )}
        {plan.data && plan.data.conflicts.length === 0 && (
          <Planned
            {...props}
            plan={plan.data}
            edit={edit}
            onStale={(stale) => {
              setMissed(stale)
              replan(edit.restore ? edit : { ...edit, base: stale.base })
            }}
          />
        )}
      </div>
    </Dialog>
  )
}

function InConflict(props: {
  plan: ChangePlan
  edit: Edit
  onChoose: (edit: Edit) => void
  onClose: () => void
}) {
  const { plan, edit } = props
  const possible = plan.conflicts.every(({ merged }) => merged !== undefined)
  const choose = (keep: 'mine' | 'both') => props.onChoose(rebased(edit, plan, keep))
  return (
    <>
      {plan.conflicts.map((conflict) => (
        <ConflictView key={conflict.path ?? conflict.part} conflict={conflict} />
      ))}
      <div className={dialog.actions}>
        <span className={css.applying}>Nothing was written. Plan anew on what stands now:</span>
        <Button onClick={props.onClose}>Cancel</Button>
        <Button onClick={() => choose('mine')}>With mine in place of theirs</Button>
        {possible && (
          <Button variant="filled" onClick={() => choose('both')}>
            With both changes
          </Button>
        )}
      </div>
    </>
  )
}

type PlannedProps = Props & { plan: ChangePlan; onStale: (plan: ChangePlan) => void }

function Planned(props: PlannedProps) {
  const { plan, edit, onClose } = props
  const [restart, setRestart] = useState(false)
  const apply = useApply(props)
  const wouldFail = !plan.prediction.starts
  if (plan.files.length === 0) return <p className={dialog.text}>Nothing to change.</p>
  return (
    <>
      <Verdict prediction={plan.prediction} />
      <ul className={css.summary} aria-label="What changes">
        {plan.summary.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {plan.files.map((change) => (
        <DiffView key={change.path} change={change} />
      ))}
      {plan.restartNeeded && (
        <Checkbox
          label="Restart the agent now, and check it. Without it a restart is owed: the change waits for the next one."
          checked={restart}
          onChange={(event) => setRestart(event.currentTarget.checked)}
        />
      )}
      {apply.error && failureOf(apply.error).code !== 'plan-stale' && (
        <FailureNote
          failure={failureOf(apply.error)}
          retryLabel="Review again"
          onRetry={() => props.onStale(plan)}
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
function useApply({ agent, plan, onClose, onApplied, onStale }: PlannedProps) {
  const { calls } = useEngine()
  const queries = useQueryClient()
  return useMutation(
    calls.changes.apply.mutationOptions({
      onSuccess: async () => {
        onClose()
        const input = { input: { agent } }
        void queries.invalidateQueries({ queryKey: calls.backups.list.key(input) })
        void queries.invalidateQueries({ queryKey: calls.drift.map.key() })
        // The draft goes only once the agent was seen with it: the list must not jump back.
        await queries.invalidateQueries({ queryKey: calls.agents.observe.key(input) })
        onApplied?.()
      },
      onError: (error) => {
        if (failureOf(error).code === 'plan-stale') onStale(plan)
      },
    }),
  )
}

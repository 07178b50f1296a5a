import { Button, Loader } from '@mantine/core'
import { IconRocket } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import type { RolloutPlan, RolloutRequest } from '../../../electron/contract/rollout.ts'
import { useEngine } from '../../engine.tsx'
import { failureOf } from '../../failure.ts'
import { plural } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import split from '../../parts/form-split.module.css'
import { Empty, Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { useQueryFactories } from '../../queries.ts'
import { planWords } from '../../rollout-state.ts'
import { formatRoute, goTo, type WishedRollout } from '../../route.ts'
import css from './new-rollout.module.css'
import { PlannedAgents } from './plan-view.tsx'
import { requestOf, useWish } from './wish.ts'
import { WishForm } from './wish-form.tsx'

/** Plans a rollout while it is being put together; one button then starts just that plan. */
export function NewRolloutScreen(props: {
  agents: readonly string[]
  /** What the rollout begins with. */
  from?: WishedRollout | undefined
}) {
  const factories = useQueryFactories()
  const { wish, change } = useWish(props.agents, props.from)
  const newest = useQuery(factories.builds()).data?.[0]?.sha256
  const build = wish.build ?? newest
  const request = requestOf(wish, build)
  return (
    <Page
      back={{ href: formatRoute({ screen: 'rollouts' }), label: 'Rollouts' }}
      title="New rollout"
    >
      <div className={split.split}>
        <WishForm wish={wish} build={build} onChange={change} />
        <div className={css.plan}>
          {request ? <Plan request={request} /> : <Incomplete hasBuild={build !== undefined} />}
        </div>
      </div>
    </Page>
  )
}

function Incomplete({ hasBuild }: { hasBuild: boolean }) {
  return (
    <Empty icon={<IconRocket size={28} stroke={1.5} />} title="The plan appears here">
      {hasBuild
        ? 'Choose the agents to roll out to.'
        : 'Add a build of the hook, made for the Mesos version of the agents.'}
    </Empty>
  )
}

function Plan({ request }: { request: RolloutRequest }) {
  const factories = useQueryFactories()
  const planned = useQuery({
    ...factories.rolloutPlan(request),
    placeholderData: keepPreviousData,
  })
  const replan = () => void planned.refetch()
  if (planned.error) return <FailureNote failure={failureOf(planned.error)} onRetry={replan} />
  if (!planned.data) return <Skeletons label="Observing the agents and planning" />
  return (
    <Planned request={request} plan={planned.data} fresh={!planned.isFetching} onReplan={replan} />
  )
}

function Planned(props: {
  request: RolloutRequest
  plan: RolloutPlan
  /** Whether the plan is of this very request. */
  fresh: boolean
  onReplan: () => void
}) {
  const { request, plan, fresh } = props
  const { calls } = useEngine()
  const start = useMutation(
    calls.rollouts.start.mutationOptions({
      onSuccess: ({ id }) => goTo({ screen: 'rollout', id }),
    }),
  )
  const changes = plan.agents.filter((agent) => agent.verdict === 'change').length
  return (
    <>
      <div className={css.planBar}>
        <h2>Plan</h2>
        <span className="dim" aria-live="polite">
          {fresh ? planWords(plan) : 'planning anew…'}
        </span>
        {!fresh && <Loader size={14} />}
        <span className={css.gap} />
        <Button onClick={props.onReplan} disabled={!fresh}>
          Plan again
        </Button>
        <Button
          variant="filled"
          leftSection={<IconRocket size={14} />}
          disabled={!fresh || changes === 0}
          loading={start.isPending}
          onClick={() => start.mutate({ request, hash: plan.hash })}
        >
          {changes === 0 ? 'Nothing to roll out' : `Roll out to ${plural(changes, 'agent')}`}
        </Button>
      </div>
      {start.error && (
        <FailureNote
          failure={failureOf(start.error)}
          retryLabel="Plan again"
          onRetry={() => {
            start.reset()
            props.onReplan()
          }}
        />
      )}
      <div className={css.planned} data-old={!fresh || undefined}>
        <PlannedAgents plans={plan.agents} />
      </div>
    </>
  )
}

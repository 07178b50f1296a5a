import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Rollout } from '../../../electron/contract/rollout.ts'
import { failureOf } from '../../failure.ts'
import { formatAgo, formatSpan, shortSha } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { Page } from '../../parts/page.tsx'
import { Skeletons } from '../../parts/skeletons.tsx'
import { State } from '../../parts/state.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useQueryFactories } from '../../queries.ts'
import { isEnded, progressWords, rolloutStates } from '../../rollout-state.ts'
import { formatRoute, goTo } from '../../route.ts'
import { AgentsProgress } from './agent-progress.tsx'
import css from './rollout.module.css'

/** One rollout, live until it ends. A reload picks it up where it is. */
export function RolloutScreen({ id }: { id: string }) {
  const watched = useQuery(useQueryFactories().rollout(id))
  const rollout = watched.data
  return (
    <Page
      back={{ href: formatRoute({ screen: 'rollouts' }), label: 'Rollouts' }}
      title={rollout ? `Hook ${rollout.build.version} for Mesos ${rollout.build.mesosVersion}` : id}
      remark={rollout && <Remark rollout={rollout} />}
      tools={rollout && <Again rollout={rollout} />}
    >
      {watched.error && (
        <div className={css.pad}>
          <FailureNote failure={failureOf(watched.error)} onRetry={() => void watched.refetch()} />
        </div>
      )}
      {!rollout && !watched.error && <Skeletons label="Reading the rollout" />}
      {rollout && (
        <>
          <Progress rollout={rollout} />
          <AgentsProgress agents={rollout.agents} />
        </>
      )}
    </Page>
  )
}

function Remark({ rollout }: { rollout: Rollout }) {
  const now = useNow()
  const span = (rollout.endedAt ?? now) - rollout.startedAt
  return (
    <span className={css.remark}>
      <State {...rolloutStates[rollout.state]} />
      <code title={rollout.build.sha256}>{shortSha(rollout.build.sha256)}</code>
      <span className="figures">
        started {formatAgo(rollout.startedAt, now)} · {rollout.endedAt ? 'took' : 'running'}{' '}
        {formatSpan(span)}
      </span>
    </span>
  )
}

/** A rollout that left agents behind can be planned again for just those. */
function Again({ rollout }: { rollout: Rollout }) {
  const left = rollout.agents.filter(
    (agent) => agent.state !== 'succeeded' && agent.state !== 'nothing-to-do',
  )
  if (!rollout.endedAt || left.length === 0) return null
  const agents = left.map((agent) => agent.agent)
  return (
    <Button onClick={() => goTo({ screen: 'new-rollout', agents })}>
      Plan again for the {left.length} left…
    </Button>
  )
}

/** How far all agents together are. */
function Progress({ rollout }: { rollout: Rollout }) {
  const { agents } = rollout
  const share = (state: (typeof agents)[number]['state'][]) =>
    `${(agents.filter((agent) => state.includes(agent.state)).length / agents.length) * 100}%`
  const done = agents.filter(isEnded).length
  return (
    <div className={css.progress}>
      <div
        className={css.track}
        role="progressbar"
        aria-label="Agents done"
        aria-valuemin={0}
        aria-valuemax={agents.length}
        aria-valuenow={done}
      >
        <span data-tone="ok" style={{ width: share(['succeeded', 'nothing-to-do']) }} />
        <span data-tone="warn" style={{ width: share(['rolled-back']) }} />
        <span data-tone="bad" style={{ width: share(['failed', 'refused', 'unreachable']) }} />
        <span data-tone="run" style={{ width: share(['running']) }} />
      </div>
      <div aria-live="polite" className="figures">
        {progressWords(rollout)}
      </div>
    </div>
  )
}

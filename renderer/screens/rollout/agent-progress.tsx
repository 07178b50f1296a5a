import { IconChevronRight } from '@tabler/icons-react'
import type { AgentRollout, Gate, Step } from '../../../electron/contract/rollout.ts'
import type { AgentState } from '../../agent-state.ts'
import { formatSpan } from '../../format.ts'
import { FailureNote } from '../../parts/failure-note.tsx'
import { State } from '../../parts/state.tsx'
import { Stepper } from '../../parts/stepper.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useOpened } from '../../parts/use-opened.ts'
import { VirtualList } from '../../parts/virtual-list.tsx'
import {
  activity,
  agentRolloutStates,
  isEnded,
  shownSteps,
  stepsSpan,
} from '../../rollout-state.ts'
import css from './rollout.module.css'

/** Every agent's way through the rollout. */
export function AgentsProgress({ agents }: { agents: readonly AgentRollout[] }) {
  const [chosen, choose] = useOpened()
  const lines = agents.map((agent) => ({ key: agent.agent, agent }))
  return (
    <VirtualList label="Agents" lines={lines} lineHeight={41}>
      {({ key, agent }) => (
        <AgentProgress agent={agent} chosen={chosen[key]} onOpen={(open) => choose(key, open)} />
      )}
    </VirtualList>
  )
}

/** Opens by itself when something went wrong. */
function AgentProgress(props: {
  agent: AgentRollout
  chosen: boolean | undefined
  onOpen: (open: boolean) => void
}) {
  const agent = { ...props.agent, steps: shownSteps(props.agent) }
  const open = props.chosen ?? agent.failure !== undefined
  return (
    <section className={css.agent} aria-label={agent.agent}>
      <button
        type="button"
        className={css.head}
        aria-expanded={open}
        onClick={() => props.onOpen(!open)}
      >
        <IconChevronRight size={14} aria-hidden className={css.chevron} />
        <span className={css.name}>{agent.agent}</span>
        <State {...agentRolloutStates[agent.state]} />
        <Stepper agent={agent.agent} steps={agent.steps} />
        <span className={css.now}>{activity(agent)}</span>
        <Span steps={agent.steps} />
      </button>
      {open && <Detail agent={agent} />}
    </section>
  )
}

function Span({ steps }: { steps: readonly Step[] }) {
  const span = stepsSpan(steps, useNow())
  return <span className={css.span}>{span === undefined ? '' : formatSpan(span)}</span>
}

function Detail({ agent }: { agent: AgentRollout }) {
  return (
    <div className={css.detail}>
      {agent.failure && <FailureNote failure={agent.failure} />}
      <div className={css.columns}>
        {agent.steps.length > 0 && <Steps steps={agent.steps} />}
        {agent.gates.length > 0 && <Gates gates={agent.gates} ended={isEnded(agent)} />}
      </div>
    </div>
  )
}

const stepStates: Readonly<Record<Step['state'], AgentState>> = {
  pending: { tone: 'idle', word: 'pending' },
  running: { tone: 'run', word: 'running', live: true },
  done: { tone: 'ok', word: 'done' },
  skipped: { tone: 'idle', word: 'skipped' },
  failed: { tone: 'bad', word: 'failed' },
}

function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <div>
      <h3 className={css.label}>Steps</h3>
      <ol className={css.list}>
        {steps.map((step) => (
          <li key={step.name}>
            <span>{step.name}</span>
            <State {...stepStates[step.state]} />
            <span className={css.evidence}>{step.detail}</span>
            <span className={css.span}>
              {step.startedAt && step.endedAt && formatSpan(step.endedAt - step.startedAt)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

const gateStates: Readonly<Record<Gate['outcome'], AgentState>> = {
  waiting: { tone: 'idle', word: 'waiting' },
  passed: { tone: 'ok', word: 'passed' },
  failed: { tone: 'bad', word: 'failed' },
  unchecked: { tone: 'warn', word: 'unchecked' },
}

/** A gate that stood behind one that failed. */
const notReached: AgentState = { tone: 'idle', word: 'not reached' }

function Gates({ gates, ended }: { gates: readonly Gate[]; ended: boolean }) {
  return (
    <div>
      <h3 className={css.label}>Gates</h3>
      <ul className={css.list} data-wide>
        {gates.map((gate) => (
          <li key={gate.name}>
            <span>{gate.name}</span>
            <State
              {...(ended && gate.outcome === 'waiting' ? notReached : gateStates[gate.outcome])}
            />
            <span className={css.evidence}>{gate.evidence}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

import { Button, Loader } from '@mantine/core'
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  ConnectionTest,
  TestStep,
  TestStepName,
} from '../../electron/contract/connection-test.ts'
import type { AgentState } from '../agent-state.ts'
import { failureOf } from '../failure.ts'
import { formatSpan, plural } from '../format.ts'
import { useQueryFactories } from '../queries.ts'
import dialog from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import { FailureNote } from './failure-note.tsx'
import { State } from './state.tsx'
import css from './test-dialog.module.css'
import { useObserveAgain } from './use-observe-again.ts'
import { VirtualList } from './virtual-list.tsx'

/** Goes the way to agents step by step and shows where it ends, why, and what to do. */
export function TestDialog(props: { agents: readonly string[]; onClose: () => void }) {
  const { agents, onClose } = props
  const queries = useQueryClient()
  const observeAgain = useObserveAgain()
  const { queryKey, ...options } = useQueryFactories().connectionTests(agents)
  const tested = useQuery({ queryKey, ...options })
  const tests = agents.map((agent) => tested.data?.[agent] ?? waitingTest(agent))
  const running = tested.isFetching
  const close = () => {
    observeAgain(agents)
    onClose()
  }
  const title =
    agents.length === 1 ? `Way to ${agents[0]}` : `Way to ${plural(agents.length, 'agent')}`
  return (
    <Dialog title={title} width={720} onClose={close}>
      <div className={dialog.form}>
        <p className={dialog.text} aria-live="polite">
          {summary(tests)}
        </p>
        {tested.error && <FailureNote failure={failureOf(tested.error)} />}
        <Tests tests={tests} />
        <div className={dialog.actions}>
          <Button onClick={close}>Close</Button>
          <Button
            variant="filled"
            data-autofocus
            loading={running}
            onClick={() => void queries.resetQueries({ queryKey })}
          >
            Test again
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

/** Of so many, those that were not reached would be out of sight between the others. */
const sortedFrom = 20

function inSight(tests: readonly ConnectionTest[]): readonly ConnectionTest[] {
  if (tests.length < sortedFrom) return tests
  const order: ConnectionTest['state'][] = ['failed', 'running', 'passed']
  return [...tests].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
}

function Tests({ tests }: { tests: readonly ConnectionTest[] }) {
  const lines = inSight(tests).map((test) => ({ key: test.agent, test }))
  return (
    <div className={css.tests} data-scroller>
      <VirtualList label="Tests" lines={lines} lineHeight={37}>
        {({ test }) => <AgentTest test={test} only={tests.length === 1} />}
      </VirtualList>
    </div>
  )
}

function waitingTest(agent: string): ConnectionTest {
  return { agent, state: 'running', steps: [] }
}

function summary(tests: readonly ConnectionTest[]): string {
  const count = (state: ConnectionTest['state']) =>
    tests.filter((test) => test.state === state).length
  const [running, passed, failed] = [count('running'), count('passed'), count('failed')]
  const parts = [
    ...(running > 0 ? [`${running} under way`] : []),
    ...(passed > 0 ? [`${passed} reached`] : []),
    ...(failed > 0 ? [`${failed} not reached`] : []),
  ]
  return `${parts.join(' · ')}. Nothing is changed on an agent.`
}

const testStates: Readonly<Record<ConnectionTest['state'], AgentState>> = {
  running: { tone: 'run', word: 'Under way', live: true },
  passed: { tone: 'ok', word: 'Reached' },
  failed: { tone: 'bad', word: 'Not reached' },
}

function AgentTest({ test, only }: { test: ConnectionTest; only: boolean }) {
  const { agent, state, steps, carrier, failure } = test
  const last = steps.findLast((step) => step.state !== 'pending' && step.state !== 'skipped')
  return (
    <details className={css.test} open={only || state === 'failed'}>
      <summary className={css.head}>
        <span className={css.agent}>{agent}</span>
        <State {...testStates[state]} />
        {state === 'running' && last && <span className="dim">{stepWords[last.name]}</span>}
      </summary>
      <ol className={css.steps} aria-label={`Steps of ${agent}`}>
        {steps.map((step) => (
          <StepRow key={step.name} step={step} />
        ))}
      </ol>
      {carrier && (
        <p className={css.carrier}>
          By {carrier.name}: {carrier.reason}.
        </p>
      )}
      {failure && <FailureNote failure={failure} />}
    </details>
  )
}

const stepWords: Readonly<Record<TestStepName, string>> = {
  resolve: 'Resolve the address',
  'jump-hosts': 'Jump hosts',
  connect: 'Connect',
  'host-key': 'Host key',
  login: 'Log in',
  root: 'Become root',
  agent: 'Mesos agent',
}

const marks: Readonly<Record<TestStep['state'], { icon: React.ReactNode; word: string }>> = {
  pending: { icon: null, word: 'to come' },
  running: { icon: <Loader size={11} />, word: 'under way' },
  waiting: { icon: <Loader size={11} type="dots" />, word: 'waits for you' },
  done: { icon: <IconCheck size={13} stroke={2.5} />, word: 'done' },
  failed: { icon: <IconX size={13} stroke={2.5} />, word: 'failed' },
  skipped: { icon: <IconMinus size={13} stroke={2.5} />, word: 'not tried' },
}

function StepRow({ step }: { step: TestStep }) {
  const { name, state, ms, detail } = step
  const { icon, word } = marks[state]
  return (
    <li className={css.step} data-state={state}>
      <span className={css.mark} aria-hidden>
        {icon}
      </span>
      <span>{stepWords[name]}</span>
      <span className={css.word}>{word}</span>
      <span className={css.time}>{ms !== undefined && state !== 'running' && formatSpan(ms)}</span>
      <span className={css.detail} title={detail}>
        {detail}
      </span>
    </li>
  )
}

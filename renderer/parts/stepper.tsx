import { IconCheck, IconMinus, IconX } from '@tabler/icons-react'
import type { Step } from '../../electron/contract/rollout.ts'
import css from './stepper.module.css'

const icons = {
  pending: null,
  running: null,
  done: <IconCheck size={10} stroke={3} />,
  skipped: <IconMinus size={10} stroke={3} />,
  failed: <IconX size={10} stroke={3} />,
} as const

/** One agent's steps as a row of marks. */
export function Stepper(props: { agent: string; steps: readonly Step[] }) {
  return (
    <ol className={css.steps} aria-label={`Steps of ${props.agent}`}>
      {props.steps.map((step) => (
        <li key={step.name} className={css.step} data-state={step.state} title={step.name}>
          <span className={css.mark} aria-hidden>
            {icons[step.state]}
          </span>
          <span className="hidden-label">
            {step.name}: {step.state}
          </span>
        </li>
      ))}
    </ol>
  )
}

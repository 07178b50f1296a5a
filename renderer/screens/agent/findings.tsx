import type { Finding } from '../../../electron/contract/observation.ts'
import type { Tone } from '../../agent-state.ts'
import { Section } from '../../parts/page.tsx'
import { Tag } from '../../parts/state.tsx'
import css from './agent.module.css'

const tones: Readonly<Record<Finding['severity'], Tone>> = {
  error: 'bad',
  warning: 'warn',
  info: 'run',
}

const order: readonly Finding['severity'][] = ['error', 'warning', 'info']

/** What an operator ought to look at, worst first. Nothing at all where there is nothing. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null
  const sorted = order.flatMap((severity) => findings.filter((one) => one.severity === severity))
  return (
    <Section title="Findings">
      <ul className={css.findings}>
        {sorted.map((finding) => (
          <li key={finding.message}>
            <Tag tone={tones[finding.severity]}>{finding.severity}</Tag>
            <span>
              {finding.message} {finding.advice && <span className="dim">{finding.advice}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

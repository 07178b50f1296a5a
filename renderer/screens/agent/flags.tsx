import type { Observation } from '../../../electron/contract/observation.ts'
import { Section } from '../../parts/page.tsx'
import table from '../../parts/table.module.css'
import css from './agent.module.css'

/** Every flag in effect and who set it. */
export function Flags({ observation }: { observation: Observation }) {
  return (
    <Section title="Flags in effect" remark="command line before environment">
      <table className={`${table.table} ${css.flags}`}>
        <thead>
          <tr>
            <th>Flag</th>
            <th>Value</th>
            <th>Set by</th>
          </tr>
        </thead>
        <tbody>
          {observation.flags.map((flag) => (
            <tr key={`${flag.name} ${flag.origin}`}>
              <td className="mono">--{flag.name}</td>
              <td className={`mono ${css.value}`}>{flag.value}</td>
              <td className="mono dim">{flag.origin}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

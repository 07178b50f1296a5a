import { IconChevronRight } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import type {
  Finding,
  Flag,
  FlagSetting,
  Observation,
} from '../../../electron/contract/observation.ts'
import { Section } from '../../parts/page.tsx'
import { Tag } from '../../parts/state.tsx'
import table from '../../parts/table.module.css'
import css from './flags.module.css'

/** Every flag as configured, who set it, what that wins over; what would end the agent on top. */
export function Flags({ observation }: { observation: Observation }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const { flags, flagSource } = observation
  const problems = observation.findings.filter(({ mesosError }) => mesosError !== undefined)
  const isHurt = ({ name }: Flag): boolean => problems.some(({ flag }) => flag === name)
  const ordered = [...flags.filter(isHurt), ...flags.filter((flag) => !isHurt(flag))]
  const toggle = (name: string): void => {
    const next = new Set(open)
    if (!next.delete(name)) next.add(name)
    setOpen(next)
  }
  return (
    <Section title="Flags" remark="as configured; the command line wins over the environment">
      <p className={css.source}>
        {flagSource.path ? (
          <>
            A flag that is not set yet goes to <code>{flagSource.path}</code>.{' '}
          </>
        ) : null}
        <span className="dim">{flagSource.reason}</span>
      </p>
      {problems.length > 0 && <Problems problems={problems} />}
      <table className={`${table.table} ${css.flags}`}>
        <thead>
          <tr>
            <th>Flag</th>
            <th>Value</th>
            <th>Set by</th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((flag) => (
            <Fragment key={flag.name}>
              <FlagRow
                flag={flag}
                isHurt={isHurt(flag)}
                isOpen={open.has(flag.name)}
                onToggle={() => toggle(flag.name)}
              />
              {open.has(flag.name) && <Chain flag={flag} />}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** Errors with which the agent would end while it loads its flags. */
function Problems({ problems }: { problems: readonly Finding[] }) {
  return (
    <ul className={css.problems} aria-label="What keeps the agent from starting">
      {problems.map(({ message, mesosError, advice }) => (
        <li key={message}>
          <code>{mesosError}</code>
          <span>
            {message.replace(/^.*? Set by /, 'Set by ')} {advice}
          </span>
        </li>
      ))}
    </ul>
  )
}

interface RowProps {
  readonly flag: Flag
  readonly isHurt: boolean
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function FlagRow({ flag, isHurt, isOpen, onToggle }: RowProps) {
  const count = flag.overrides.length
  const hasMore = count > 0 || flag.running !== undefined
  return (
    <tr data-open={isOpen || undefined}>
      <td className="mono">
        {hasMore ? (
          <button type="button" className={css.toggle} aria-expanded={isOpen} onClick={onToggle}>
            <IconChevronRight size={13} aria-hidden />
            --{flag.name}
          </button>
        ) : (
          <span className={css.plain}>--{flag.name}</span>
        )}
      </td>
      <td className={`mono ${css.value}`} title={flag.value}>
        {flag.value}
      </td>
      <td>
        <Place setting={flag} />
        <span className={css.tags}>
          {isHurt && <Tag tone="bad">conflict</Tag>}
          {count > 0 && <Tag tone="idle">overrides {count}</Tag>}
          {flag.running !== undefined && <Tag tone="warn">runs otherwise</Tag>}
        </span>
      </td>
    </tr>
  )
}

/** What a flag's value wins over, nearest first, and what runs until a restart. */
function Chain({ flag }: { flag: Flag }) {
  return (
    <>
      {flag.overrides.map((each) => (
        <tr key={`${each.origin} ${each.line} ${each.as}`} className={css.chain}>
          <td className="dim">overridden</td>
          <td className={`mono dim ${css.value}`} title={each.value}>
            {each.value}
          </td>
          <td>
            <Place setting={each} />
          </td>
        </tr>
      ))}
      {flag.running !== undefined && (
        <tr className={css.chain}>
          <td className="dim">runs now</td>
          <td className={`mono ${css.value}`}>{flag.running ?? 'not set'}</td>
          <td className="dim">the process, until a restart</td>
        </tr>
      )}
    </>
  )
}

function Place({ setting: { origin, line, as } }: { setting: FlagSetting }) {
  const isNamed = !as.startsWith('--') || line !== undefined
  return (
    <span className={`mono dim ${css.place}`}>
      {origin}
      {line !== undefined && `:${line}`}
      {isNamed && <span className={css.as}> {as}</span>}
    </span>
  )
}

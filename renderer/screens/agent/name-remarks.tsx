import { Button } from '@mantine/core'
import type { NameProblem } from '../../../electron/contract/name-problem.ts'
import css from './agent.module.css'

/** Mesos's words for a name that keeps the agent from starting, and one press that mends it. */
export function Problem(props: { problem: NameProblem; onFix: (names: string[]) => void }) {
  const { error, fix } = props.problem
  return (
    <span className={css.problem}>
      <span title="Mesos would exit with this">{error}</span>
      <Button size="compact-xs" onClick={() => props.onFix(fix.names)}>
        {fix.label}
      </Button>
    </span>
  )
}

/** More of them would hide what stands below. */
const MAX_IDLE = 8

/** Modules that are loaded and that no list names. */
export function IdleModules(props: {
  label: string
  modules: readonly string[]
  /** Of these it is not known whether they are of the kind that the list takes. */
  doubtful: ReadonlySet<string>
  onAdd: (name: string) => void
}) {
  if (props.modules.length === 0) return null
  const more = props.modules.length - MAX_IDLE
  return (
    <ul className={css.idle} aria-label={props.label}>
      {props.modules.slice(0, MAX_IDLE).map((name) => (
        <li key={name}>
          <code>{name}</code>
          <span className="dim">
            loaded, in no list{props.doubtful.has(name) && '; its kind is not known'}
          </span>
          <Button size="compact-xs" onClick={() => props.onAdd(name)}>
            Switch on
          </Button>
        </li>
      ))}
      {more > 0 && <li className="dim">and {more} more, which can be added by their names</li>}
    </ul>
  )
}

import {
  isolationProblems,
  isolatorSource,
  readsIsolation,
} from '../../../electron/contract/isolation.ts'
import {
  BUILT_IN_ISOLATORS,
  builtInIsolator,
  DEFAULT_ISOLATION,
  hasSince,
} from '../../../electron/contract/isolators.ts'
import { idleModules, ofUnknownKind, withKinds } from '../../../electron/contract/name-problem.ts'
import type { ManifestModule, Observation } from '../../../electron/contract/observation.ts'
import { baseName } from '../../format.ts'
import { NameList } from '../../parts/name-list.tsx'
import { AddName } from './add-name.tsx'
import css from './agent.module.css'
import { IdleModules, Problem } from './name-remarks.tsx'
import type { Draft } from './use-draft.ts'

interface Props {
  observation: Observation
  draft: Draft
  /** Of the manifest as it is typed. */
  modules: readonly ManifestModule[]
}

/** --isolation: what each isolator does or is from, what is wrong, and what could be added. */
export function IsolationColumn({ observation, draft, modules }: Props) {
  const { mesosVersion, flags } = observation
  const isSet = draft.isolation.length > 0
  const names = isSet ? draft.isolation : DEFAULT_ISOLATION
  const flagValue = (name: string) => flags.find((flag) => flag.name === name)?.value
  const containerizers = flagValue('containerizers')
  const isRead = readsIsolation(containerizers)
  const known = withKinds(modules, observation)
  const around = { modules: known, mesosVersion, imageProviders: flagValue('image_providers') }
  const problems = isRead ? isolationProblems(names, around) : []
  const set = (next: string[]) => draft.setNames('isolation', next)
  const add = (name: string) => set([...names, name])
  const idle = idleModules('isolator', known, [...names, ...draft.hooks])
  const describe = (name: string, index: number) => {
    const problem = problems.find((each) => each.index === index)
    if (problem) return <Problem problem={problem} onFix={set} />
    return <Source name={name} modules={modules} version={mesosVersion} />
  }
  return (
    <div className={css.column}>
      <h3 className={css.label}>Isolation of the Mesos containerizer</h3>
      <NameList
        label="Isolators in order"
        noun="isolator"
        names={names}
        onChange={set}
        describe={describe}
      />
      {problems
        .filter(({ index }) => index === undefined)
        .map((problem) => (
          <Problem key={problem.error} problem={problem} onFix={set} />
        ))}
      <ul className={css.summary} aria-label="What the list means">
        {!isSet && <li>--isolation is not set: this is what Mesos takes then.</li>}
        {!isRead && <li>--containerizers={containerizers}: the agent does not look at it.</li>}
        <li>{orderWords(mesosVersion)}</li>
      </ul>
      <IdleModules
        label="Provided, not switched on as isolators"
        modules={idle}
        doubtful={ofUnknownKind(known)}
        onAdd={add}
      />
      <AddName
        label="Isolator to add"
        placeholder="Add an isolator"
        names={[...idle, ...builtIn(mesosVersion).filter((name) => !names.includes(name))]}
        describe={(name) => builtInIsolator(name)?.purpose}
        onAdd={add}
      />
    </div>
  )
}

function Source(props: {
  name: string
  modules: readonly ManifestModule[]
  version: string | undefined
}) {
  const source = isolatorSource(props.name, props.modules, props.version)
  switch (source.kind) {
    case 'built-in':
      return <span title={`Mesos brings it. ${source.purpose}`}>{source.purpose}</span>
    case 'module':
      return (
        <span className="mono" title={source.library}>
          {baseName(source.library)}
        </span>
      )
    case 'unknown':
      return <span>The manifest has no such module.</span>
  }
}

function builtIn(version: string | undefined): string[] {
  return BUILT_IN_ISOLATORS.filter(({ since }) => hasSince(version, since)).map(({ name }) => name)
}

function orderWords(version: string | undefined): string {
  return hasSince(version, '1.5')
    ? 'Mesos makes its own isolators in an order of its own; modules follow, in this one.'
    : 'Mesos before 1.5 makes them in the order of their names, not in this one.'
}

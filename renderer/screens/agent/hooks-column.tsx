import { useQuery } from '@tanstack/react-query'
import {
  callbackWords,
  HOOK_CALLBACKS,
  type HookLibrary,
  hookLibraryPaths,
} from '../../../electron/contract/hook-callbacks.ts'
import { hookProblems, orderChanges } from '../../../electron/contract/hook-problems.ts'
import { idleModules, ofUnknownKind, withKinds } from '../../../electron/contract/name-problem.ts'
import type { ManifestModule, Observation } from '../../../electron/contract/observation.ts'
import { baseName } from '../../format.ts'
import { NameList } from '../../parts/name-list.tsx'
import { useQueryFactories } from '../../queries.ts'
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

/** --hooks in order, what is wrong with it, and what could be added. */
export function HooksColumn({ observation, draft, modules }: Props) {
  const { hooks } = draft
  const libraries = useHookLibraries(observation, hooks)
  const known = withKinds(modules, observation)
  const problems = hookProblems(hooks, known)
  const set = (names: string[]) => draft.setNames('hooks', names)
  const idle = idleModules('hook', known, [...hooks, ...draft.isolation])
  const describe = (hook: string, index: number) => {
    const problem = problems.find((each) => each.index === index)
    if (problem) return <Problem problem={problem} onFix={set} />
    const module = modules.find((one) => one.name === hook)
    if (!module) return null
    const library = libraries?.find(({ path }) => path === module.library)
    return <Source module={module} library={library} isKnown={libraries !== undefined} />
  }
  return (
    <div className={css.column}>
      <h3 className={css.label}>Hooks, in the order they are called</h3>
      {hooks.length === 0 ? (
        <p className={css.nothing}>No hook is switched on.</p>
      ) : (
        <NameList
          label="Hooks in order"
          noun="hook"
          names={hooks}
          onChange={set}
          describe={describe}
        />
      )}
      <OrderWords before={observation.hooks ?? []} after={hooks} />
      <IdleModules
        label="Provided, not switched on as hooks"
        modules={idle}
        doubtful={ofUnknownKind(known)}
        onAdd={(hook) => set([...hooks, hook])}
      />
      <AddName
        label="Hook to add"
        placeholder={idle.length > 0 ? 'Add a hook of the manifest' : 'Name of a module to add'}
        names={idle}
        onAdd={(hook) => set([...hooks, hook])}
      />
    </div>
  )
}

function OrderWords({ before, after }: { before: readonly string[]; after: readonly string[] }) {
  const changes = orderChanges(before, after)
  const last = after.at(-1)
  if (changes.length === 0 && after.length < 2) return null
  return (
    <ul className={css.summary} aria-label="What the order means">
      {changes.length === 0 && (
        <li>
          Of a variable that several set for a task, the lowest hook’s value stays: {last} is last.
        </li>
      )}
      {changes.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

/** Undefined until the agent has been asked. */
function useHookLibraries({ agent, manifest }: Observation, hooks: readonly string[]) {
  const paths = hookLibraryPaths(hooks, manifest?.modules ?? [])
  const { data } = useQuery(useQueryFactories().hookLibraries(agent, paths))
  return paths.length === 0 ? [] : data
}

/** The library and build that a hook comes from, its parameters, and when it is called. */
function Source(props: {
  module: ManifestModule
  library: HookLibrary | undefined
  isKnown: boolean
}) {
  const { module, library, isKnown } = props
  const parameters = module.parameters.map(({ key, value }) => `${key}=${value}`).join('  ')
  const build = library?.build && `${library.build.version} for Mesos ${library.build.mesosVersion}`
  const words = [baseName(module.library), build, parameters].filter(Boolean).join(' · ')
  return (
    <>
      <span className={`mono ${css.cut}`} title={`${module.library}\n${parameters}`}>
        {words}
      </span>
      {isKnown && <Callbacks library={library} />}
    </>
  )
}

function Callbacks({ library }: { library: HookLibrary | undefined }) {
  const { callbacks, knownFrom } = library ?? {}
  if (!callbacks) return <span>Callbacks unknown: its library does not tell.</span>
  const known = HOOK_CALLBACKS.filter(({ name }) => callbacks.includes(name))
  const title = known.map(({ name, purpose }) => `${name}: ${purpose}`).join('\n')
  const from = knownFrom === 'symbols' ? 'By its library’s symbols, called' : 'Called'
  return (
    <span className={css.wrapped} title={title}>
      {from} {callbackWords(callbacks)}.
    </span>
  )
}

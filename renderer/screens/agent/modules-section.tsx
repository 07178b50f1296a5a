import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Edit } from '../../../electron/contract/change.ts'
import { readDocument } from '../../../electron/contract/manifest-document.ts'
import type { ManifestModule, Observation } from '../../../electron/contract/observation.ts'
import { baseName } from '../../format.ts'
import { type HookProblem, hookProblems, idleModules, orderChanges } from '../../hook-problems.ts'
import { HookList } from '../../parts/hook-list.tsx'
import { Section } from '../../parts/page.tsx'
import { Tag } from '../../parts/state.tsx'
import { AddHook } from './add-hook.tsx'
import css from './agent.module.css'
import { ManifestEditor } from './manifest-editor.tsx'
import { ReviewDialog } from './review-dialog.tsx'
import type { Draft } from './use-draft.ts'

interface Props {
  observation: Observation
  draft: Draft
}

/** The modules manifest and the order of hooks: changed here, reviewed, then applied. */
export function ModulesSection({ observation, draft }: Props) {
  // Kept as it was when the review began: the agent, observed meanwhile, must not change it.
  const [reviewing, setReviewing] = useState<Edit>()
  return (
    <Section
      title="Modules and hooks"
      tools={
        draft.changed.length > 0 && (
          <>
            <Tag tone="run">not applied: {draft.changed.join(', ')}</Tag>
            <Button onClick={draft.discard}>Discard</Button>
            <Button variant="filled" onClick={() => setReviewing(draft.edit)}>
              Review change…
            </Button>
          </>
        )
      }
    >
      <div className={css.hooks}>
        <Hooks observation={observation} draft={draft} />
      </div>
      <ManifestEditor observation={observation} draft={draft} />
      {reviewing && (
        <ReviewDialog
          agent={observation.agent}
          edit={reviewing}
          onClose={() => setReviewing(undefined)}
          onApplied={draft.discard}
        />
      )}
    </Section>
  )
}

function Hooks({ observation, draft }: Props) {
  const observed = observation.manifest?.modules ?? []
  const modules = modulesIn(draft.manifest, observed)
  const problems = hookProblems(draft.hooks, modules)
  const describe = (hook: string, index: number) => {
    const problem = problems.find((each) => each.index === index)
    if (problem) return <Problem problem={problem} onFix={draft.setHooks} />
    return describeModule(modules.find((one) => one.name === hook))
  }
  return (
    <div className={css.column}>
      <h3 className={css.label}>Hooks, in the order they are called</h3>
      {draft.hooks.length === 0 ? (
        <p className={css.nothing}>No hook is switched on.</p>
      ) : (
        <HookList hooks={draft.hooks} onChange={draft.setHooks} describe={describe} />
      )}
      <OrderWords before={observation.hooks ?? []} after={draft.hooks} />
      <IdleModules
        modules={idleModules(draft.hooks, modules)}
        onAdd={(hook) => draft.setHooks([...draft.hooks, hook])}
      />
      <AddHook
        modules={idleModules(draft.hooks, modules)}
        onAdd={(hook) => draft.setHooks([...draft.hooks, hook])}
      />
    </div>
  )
}

/** The modules of the manifest as it is typed; those observed where it cannot be read. */
function modulesIn(text: string, observed: readonly ManifestModule[]): readonly ManifestModule[] {
  const libraries = readDocument(text)
  if (!libraries) return observed
  return libraries.flatMap(({ file, name: libraryName, modules }) =>
    modules.flatMap(({ name, parameters }) =>
      name === undefined
        ? []
        : {
            name,
            library: file ?? `lib${libraryName ?? ''}.so`,
            parameters: parameters.map(({ key = '', value = '' }) => ({ key, value })),
          },
    ),
  )
}

function Problem(props: { problem: HookProblem; onFix: (hooks: string[]) => void }) {
  const { error, fix } = props.problem
  return (
    <span className={css.problem}>
      <span title="Mesos would exit with this">{error}</span>
      <Button size="compact-xs" onClick={() => props.onFix(fix.hooks)}>
        {fix.label}
      </Button>
    </span>
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

function IdleModules(props: { modules: readonly string[]; onAdd: (hook: string) => void }) {
  if (props.modules.length === 0) return null
  return (
    <ul className={css.idle} aria-label="Provided, not switched on as hooks">
      {props.modules.map((name) => (
        <li key={name}>
          <code>{name}</code>
          <span className="dim">loaded, not named in --hooks</span>
          <Button size="compact-xs" onClick={() => props.onAdd(name)}>
            Switch on
          </Button>
        </li>
      ))}
    </ul>
  )
}

function describeModule(module: ManifestModule | undefined) {
  if (!module) return null
  const parameters = module.parameters.map(({ key, value }) => `${key}=${value}`).join('  ')
  return (
    <span className="mono" title={`${module.library}\n${parameters}`}>
      {baseName(module.library)} {parameters && `· ${parameters}`}
    </span>
  )
}

import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Edit } from '../../../electron/contract/change.ts'
import type { ManifestModule, Observation } from '../../../electron/contract/observation.ts'
import { baseName } from '../../format.ts'
import { HookList } from '../../parts/hook-list.tsx'
import { Section } from '../../parts/page.tsx'
import { Tag } from '../../parts/state.tsx'
import { AddHook } from './add-hook.tsx'
import css from './agent.module.css'
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
      <div className={css.modules}>
        <Hooks observation={observation} draft={draft} />
        <ManifestText observation={observation} draft={draft} />
      </div>
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
  const modules = observation.manifest?.modules ?? []
  const describe = (hook: string) => describeModule(modules.find((one) => one.name === hook))
  return (
    <div className={css.column}>
      <h3 className={css.label}>Hooks, in the order they are called</h3>
      {draft.hooks.length === 0 ? (
        <p className={css.nothing}>No hook is switched on.</p>
      ) : (
        <HookList hooks={draft.hooks} onChange={draft.setHooks} describe={describe} />
      )}
      <AddHook
        modules={modules.map((one) => one.name).filter((name) => !draft.hooks.includes(name))}
        onAdd={(hook) => draft.setHooks([...draft.hooks, hook])}
      />
    </div>
  )
}

function describeModule(module: ManifestModule | undefined) {
  if (!module) return <span className={css.unknown}>not in the manifest</span>
  const parameters = module.parameters.map(({ key, value }) => `${key}=${value}`).join('  ')
  return (
    <span className="mono" title={`${module.library}\n${parameters}`}>
      {baseName(module.library)} {parameters && `· ${parameters}`}
    </span>
  )
}

function ManifestText({ observation, draft }: Props) {
  const { manifest } = observation
  return (
    <div className={css.column}>
      <h3 className={css.label}>
        Modules manifest{' '}
        <code className="dim">
          {manifest?.path ?? (manifest ? 'inline in the flag' : 'none yet')}
        </code>
      </h3>
      <Textarea
        aria-label="Modules manifest"
        classNames={{ input: css.manifest }}
        spellCheck={false}
        rows={18}
        value={draft.manifest}
        error={manifest?.error}
        onChange={(event) => draft.setManifest(event.currentTarget.value)}
      />
    </div>
  )
}

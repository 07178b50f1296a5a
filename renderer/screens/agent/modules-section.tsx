import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Edit } from '../../../electron/contract/change.ts'
import { readDocument } from '../../../electron/contract/manifest-document.ts'
import type { ManifestModule, Observation } from '../../../electron/contract/observation.ts'
import { Section } from '../../parts/page.tsx'
import { Tag } from '../../parts/state.tsx'
import css from './agent.module.css'
import { HooksColumn } from './hooks-column.tsx'
import { IsolationColumn } from './isolation-column.tsx'
import { ManifestEditor } from './manifest-editor.tsx'
import { ReviewDialog } from './review-dialog.tsx'
import type { Draft } from './use-draft.ts'

interface Props {
  observation: Observation
  draft: Draft
}

/** The modules manifest, the order of hooks, the isolation: changed here, reviewed, then applied. */
export function ModulesSection({ observation, draft }: Props) {
  // Kept as it was when the review began: the agent, observed meanwhile, must not change it.
  const [reviewing, setReviewing] = useState<Edit>()
  const modules = modulesOf(draft, observation.manifest?.modules ?? [])
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
      <div className={css.lists}>
        <HooksColumn observation={observation} draft={draft} modules={modules} />
        <IsolationColumn observation={observation} draft={draft} modules={modules} />
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

/** The modules of the files as they are typed; of one that cannot be read those observed. */
function modulesOf({ files }: Draft, observed: readonly ManifestModule[]): ManifestModule[] {
  return files.flatMap(({ path, text }) => {
    if (text === null) return []
    const inFile = observed.filter(({ manifest }) => manifest === undefined || manifest === path)
    return modulesIn(text) ?? inFile
  })
}

function modulesIn(text: string): ManifestModule[] | undefined {
  const libraries = readDocument(text)
  if (!libraries) return undefined
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

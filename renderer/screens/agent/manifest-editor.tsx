import { Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import {
  type DocumentLibrary,
  editManifest,
  readDocument,
} from '../../../electron/contract/manifest-document.ts'
import { MODULE_KINDS } from '../../../electron/contract/module-kinds.ts'
import type { Observation } from '../../../electron/contract/observation.ts'
import { useQueryFactories } from '../../queries.ts'
import css from './agent.module.css'
import { ModuleEditor } from './module-editor.tsx'
import type { Draft } from './use-draft.ts'

interface Props {
  observation: Observation
  draft: Draft
}

/** The modules manifest as fields and as text, side by side: a change of one shows in the other. */
export function ManifestEditor({ observation, draft }: Props) {
  const { manifest } = observation
  const { libraries, isCurrent } = useStructure(draft.manifest)
  const refusal = useRefusal(observation, draft)
  const input = useRef<HTMLTextAreaElement>(null)
  return (
    <div className={css.modules}>
      <div className={css.column}>
        <h3 className={css.label}>
          {isCurrent ? 'Libraries and modules' : 'Libraries and modules, as the text last had them'}
        </h3>
        <fieldset className={css.structure} disabled={!isCurrent}>
          <ModuleEditor
            libraries={libraries}
            onStep={(step) => draft.setManifest(editManifest(draft.manifest, step).text)}
          />
        </fieldset>
        <Kinds />
      </div>
      <div className={css.column}>
        <h3 className={css.label}>
          Modules manifest{' '}
          <code className="dim">
            {manifest?.path ?? (manifest ? 'inline in the flag' : 'none yet')}
          </code>
        </h3>
        <Textarea
          ref={input}
          aria-label="Modules manifest"
          classNames={{ input: css.manifest }}
          spellCheck={false}
          rows={20}
          value={draft.manifest}
          error={refusal && `${refusal.error}${refusal.at ? ` (${refusal.at})` : ''}`}
          onChange={(event) => draft.setManifest(event.currentTarget.value)}
        />
        {refusal?.line !== undefined && (
          <button
            type="button"
            className={css.goTo}
            onClick={() => selectLine(input.current, refusal.line ?? 1)}
          >
            Go to line {refusal.line}
          </button>
        )}
      </div>
    </div>
  )
}

/** The structure of the text; where it has none, the one that it had last. */
function useStructure(text: string) {
  const last = useRef<readonly DocumentLibrary[]>([])
  const libraries = readDocument(text)
  if (libraries) last.current = libraries
  return { libraries: last.current, isCurrent: libraries !== undefined }
}

/** Mesos's words for a text that is not read as JSON; all else the review of the change shows. */
function useRefusal({ agent, manifest }: Observation, { edit }: Draft) {
  const [text] = useDebouncedValue(edit.manifest, 400)
  const factories = useQueryFactories()
  const plan = useQuery({
    ...factories.changePlan(agent, { manifest: text ?? '' }),
    enabled: text !== undefined && readDocument(text) === undefined,
  })
  if (edit.manifest === undefined) return manifest?.error ? { error: manifest.error } : undefined
  if (text !== edit.manifest || !plan.data || plan.data.prediction.starts) return undefined
  const { error, at } = plan.data.prediction
  if (at?.startsWith('--hooks')) return undefined
  const line = /^line (\d+),/.exec(at ?? '')?.[1]
  return { error, at, line: line === undefined ? undefined : Number(line) }
}

function selectLine(input: HTMLTextAreaElement | null, line: number): void {
  if (!input) return
  const lines = input.value.split('\n')
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
  input.focus()
  input.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
}

function Kinds() {
  return (
    <details className={css.kinds}>
      <summary>Kinds of module, and the flag that switches each on</summary>
      <table>
        <tbody>
          {MODULE_KINDS.map(({ kind, flag, runsIn, purpose }) => (
            <tr key={kind}>
              <td>{kind}</td>
              <td>
                <code>{flag ?? 'no flag'}</code>
              </td>
              <td>{runsIn}</td>
              <td>{purpose}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

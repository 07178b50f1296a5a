import { Button, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Edit } from '../../../electron/contract/change.ts'
import {
  type DocumentLibrary,
  editManifest,
  readDocument,
} from '../../../electron/contract/manifest-document.ts'
import { MODULE_KINDS } from '../../../electron/contract/module-kinds.ts'
import type { Observation } from '../../../electron/contract/observation.ts'
import { useQueryFactories } from '../../queries.ts'
import css from './agent.module.css'
import { LargeText } from './large-text.tsx'
import { ModuleEditor } from './module-editor.tsx'

interface Props {
  observation: Observation
  /** Undefined: within the flag, or not there yet. */
  path: string | undefined
  /** It is one of several, and may be removed. */
  inDirectory: boolean
  text: string
  isChanged: boolean
  /** null: the file goes. */
  onChange: (text: string | null) => void
}

/** One manifest as fields and as text, side by side: a change of one shows in the other. */
export function FileEditor(props: Props) {
  const { observation, path, inDirectory, text, onChange } = props
  const { libraries, isCurrent } = useStructure(text)
  const refusal = useRefusal(props)
  const input = useRef<HTMLTextAreaElement>(null)
  return (
    <div className={css.modules}>
      <div className={css.column}>
        <h3 className={css.label}>
          {isCurrent ? 'Libraries and modules' : 'Libraries and modules, as the text last had them'}
        </h3>
        {tooMany(libraries) ? (
          <p className={css.nothing}>
            {libraries.length} libraries with {modulesIn(libraries)} modules are too many for
            fields: change the text.
          </p>
        ) : (
          <fieldset className={css.structure} disabled={!isCurrent}>
            <ModuleEditor
              libraries={libraries}
              onStep={(step) => onChange(editManifest(text, step).text)}
            />
          </fieldset>
        )}
        <Kinds />
      </div>
      <div className={css.column}>
        <div className={css.fileHead}>
          <h3 className={css.label}>
            Modules manifest{' '}
            <code className="dim">
              {path ?? (observation.manifest ? 'inline in the flag' : 'none yet')}
            </code>
          </h3>
          {inDirectory && (
            <Button size="compact-xs" onClick={() => onChange(null)}>
              Remove this file
            </Button>
          )}
        </div>
        {text.length > MAX_TEXT ? (
          <LargeText path={path} text={text} isChanged={props.isChanged} onChange={onChange} />
        ) : (
          <Textarea
            ref={input}
            aria-label="Modules manifest"
            classNames={{ input: css.manifest }}
            spellCheck={false}
            rows={20}
            value={text}
            error={refusal && `${refusal.error}${refusal.at ? ` (${refusal.at})` : ''}`}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )}
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

/** Characters that a browser edits without getting slow. */
const MAX_TEXT = 256 * 1024

/** Fields that a page can hold without getting slow, a library, module or parameter each. */
const MAX_ENTRIES = 400

function tooMany(libraries: readonly DocumentLibrary[]): boolean {
  const parameters = libraries.flatMap(({ modules }) => modules.flatMap((each) => each.parameters))
  return libraries.length + modulesIn(libraries) + parameters.length > MAX_ENTRIES
}

function modulesIn(libraries: readonly DocumentLibrary[]): number {
  return libraries.reduce((count, { modules }) => count + modules.length, 0)
}

/** The structure of the text; where it has none, the one that it had last. */
function useStructure(text: string) {
  const last = useRef<readonly DocumentLibrary[]>([])
  const libraries = readDocument(text)
  if (libraries) last.current = libraries
  return { libraries: last.current, isCurrent: libraries !== undefined }
}

/** Mesos's words for a text that is not read as JSON; all else the review of the change shows. */
function useRefusal({ observation, path, inDirectory, text: typed, isChanged }: Props) {
  const { agent, manifest } = observation
  const [text] = useDebouncedValue(typed, 400)
  const isOdd = isChanged && readDocument(text) === undefined
  // A key that is not asked for stays short.
  const edit = isOdd ? editOf(text, inDirectory ? path : undefined) : {}
  const plan = useQuery({
    ...useQueryFactories().changePlan(agent, edit),
    enabled: isOdd,
  })
  if (!isChanged) return errorOf(manifest?.error, inDirectory ? path : undefined)
  if (text !== typed || !isOdd || !plan.data || plan.data.prediction.starts) return undefined
  const { error, at = '' } = plan.data.prediction
  // Where there are several files the place begins with the one that is at fault.
  const place = inDirectory ? at.slice(`${path}: `.length) : at
  if (inDirectory ? !at.startsWith(`${path}: `) : at.startsWith('--')) return undefined
  const line = /^line (\d+),/.exec(place)?.[1]
  return { error, at: place, line: line === undefined ? undefined : Number(line) }
}

function editOf(manifest: string, path: string | undefined): Edit {
  return path === undefined ? { manifest } : { directory: { [path]: manifest } }
}

/** Of a directory's error only that of this file. */
function errorOf(error: string | undefined, path: string | undefined) {
  if (error === undefined || (path !== undefined && !error.includes(`'${path}'`))) return undefined
  return { error, at: undefined, line: undefined }
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

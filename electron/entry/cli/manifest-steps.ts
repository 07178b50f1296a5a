import type { JSONPath } from 'jsonc-parser'
import { Failure } from '../../contract/failure.ts'
import {
  editManifest,
  formatPath,
  type ManifestStep,
  parsePath,
  readDocument,
} from '../../contract/manifest-document.ts'
import { placeInList } from './place.ts'
import { type Column, table } from './table.ts'

export type StepName = 'add-library' | 'add-module' | 'set' | 'move' | 'remove'

/** The steps that a command with these words asks for. */
export function stepsOf(
  what: StepName,
  [first = '', second = '', ...others]: readonly string[],
): ManifestStep[] {
  switch (what) {
    case 'add-library': {
      const names = second === '' ? others : [second, ...others]
      return [{ step: what, file: first }, ...names.map(toLastLibrary)]
    }
    case 'add-module':
      return [{ step: what, library: placeOf(first), name: second }]
    case 'set':
      return [{ step: what, path: placeOf(first), value: second }]
    case 'move':
      return [{ step: what, path: placeOf(first), to: placeInList(second) - 1 }]
    case 'remove':
      return [{ step: what, path: placeOf(first) }]
  }
}

/** Stands for the library that the step before has added. */
const LAST: JSONPath = ['libraries', Number.MAX_SAFE_INTEGER]

function toLastLibrary(name: string): ManifestStep {
  return { step: 'add-module', library: LAST, name }
}

/** The manifest with the steps done. Refuses a place where nothing stands. */
export function withSteps(text: string, steps: readonly ManifestStep[]): string {
  return steps.reduce((edited, step) => {
    const libraries = readDocument(edited)
    if (!libraries) throw notPlain()
    if (step.step === 'add-module' && step.library === LAST) {
      const last = libraries.at(-1)?.path ?? LAST
      return editManifest(edited, { ...step, library: last }).text
    }
    checkPlace(edited, step)
    return editManifest(edited, step).text
  }, text)
}

function checkPlace(text: string, step: ManifestStep): void {
  if (step.step === 'add-library') return
  const path = 'path' in step ? step.path : step.step === 'add-module' ? step.library : step.module
  // The field of an entry may be missing yet, the entry may not.
  const place = step.step === 'set' && typeof path.at(-1) === 'string' ? path.slice(0, -1) : path
  const known = places(text).some(({ at }) => at === formatPath(place))
  if (!known) throw noPlace(formatPath(path))
}

interface Place {
  readonly at: string
  readonly what: string
}

function places(text: string): Place[] {
  return (readDocument(text) ?? []).flatMap(({ path, file, name, modules }) => [
    { at: formatPath(path), what: `library ${file ?? name ?? ''}` },
    ...modules.flatMap((module) => [
      { at: formatPath(module.path), what: `module ${module.name ?? ''}` },
      ...module.parameters.map(({ path, key = '', value = '' }) => ({
        at: formatPath(path),
        what: `${key}=${value}`,
      })),
    ]),
  ])
}

/** Every library, module and parameter of a manifest with its place. */
export function placesOf(text: string): Place[] {
  if (!readDocument(text)) throw notPlain()
  return places(text)
}

const COLUMNS: readonly Column<Place>[] = [
  { title: 'PLACE', cell: ({ at }) => at },
  { title: 'WHAT STANDS THERE', cell: ({ what }) => what },
]

export function placesText(list: Place[]): string {
  return list.length === 0 ? 'The manifest has no libraries.' : table(list, COLUMNS)
}

function placeOf(text: string): JSONPath {
  const path = parsePath(text)
  if (path) return path
  throw noPlace(text)
}

function noPlace(text: string): Failure {
  return new Failure({
    code: 'not-found',
    message: `The manifest has no place '${text}'.`,
    advice: "'quotadeck manifest places AGENT' lists them: libraries[0].modules[1] …",
  })
}

function notPlain(): Failure {
  return new Failure({
    code: 'manifest-malformed',
    message: 'The modules manifest is no plain JSON, so its parts cannot be edited one by one.',
    advice: "Edit its text: 'quotadeck manifest edit AGENT'.",
  })
}

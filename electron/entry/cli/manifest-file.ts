import type { Edit } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import type { Manifest, ModulesDirectory, Observation } from '../../contract/observation.ts'
import { visible } from './table.ts'

/** What an edit goes to: the manifest, or one file of a modules directory. */
export interface ManifestFile {
  /** null: it is not there yet. */
  readonly text: string | null
  /** The edit that makes it `wanted` (null: it goes), made on `base`. */
  readonly edit: (wanted: string | null, base: string | null) => Edit
}

/** The file of that name in the agent's modules directory; without a name, what holds our hook. */
export function manifestFile(seen: Observation, name: string | undefined): ManifestFile {
  if (name === undefined) {
    const edit = (wanted: string | null, manifest: string | null): Edit => ({
      manifest: wanted ?? '',
      base: { manifest },
    })
    return { text: seen.manifest?.text ?? null, edit }
  }
  const { path, text } = fileNamed(seen, name)
  const edit = (wanted: string | null, base: string | null): Edit => ({
    directory: { [path]: wanted },
    base: { directory: { [path]: base } },
  })
  return { text: text ?? null, edit }
}

/** One that is not there is made. */
function fileNamed({ agent, modulesDirectory }: Observation, name: string) {
  if (!modulesDirectory)
    throw new Failure({
      code: 'input-invalid',
      agent,
      message: 'The agent has no modules directory (--modules_dir), so --file names nothing.',
      advice: 'Leave --file out: there is one manifest.',
    })
  const folder = modulesDirectory.path.replace(/(?<=.)\/+$/, '')
  const path = name.startsWith(`${folder}/`) ? name : `${folder}/${name}`
  const base = path.slice(folder.length + 1)
  const file = modulesDirectory.files.find((each) => each.path === path)
  if (base.includes('/') || ['', '.', '..'].includes(base) || file?.problem)
    throw new Failure({
      code: 'input-invalid',
      agent,
      message: `'${name}' is no file of ${folder}${file?.problem ? `: ${file.problem}` : ''}.`,
      advice: `'quotadeck manifest show ${agent}' prints all that are there.`,
    })
  return file ?? { path, text: undefined }
}

/** What `show` prints: the manifest, and of a modules directory all that is in it. */
export type ShownManifest = Partial<Manifest> & { readonly directory?: ModulesDirectory }

export function shownManifest({ agent, manifest, modulesDirectory }: Observation): ShownManifest {
  if (manifest || modulesDirectory)
    return { ...manifest, ...(modulesDirectory && { directory: modulesDirectory }) }
  throw new Failure({
    code: 'file-missing',
    agent,
    message: 'The agent has no modules manifest.',
    advice: 'A rollout makes one.',
  })
}

/** Files in the order in which Mesos reads them, each under its path. */
export function manifestText({ text = '', directory, error }: ShownManifest): string {
  const files = directory?.files.map(
    (file) => `==> ${visible(file.path)} <==\n${file.problem ?? lines(file.text ?? '')}`,
  )
  const shown = files ? files.join('\n\n') || `${directory?.path} is empty.` : lines(text)
  return error ? `${shown}\nMesos would not start with it: ${visible(error)}` : shown
}

function lines(text: string): string {
  return text.trimEnd().split('\n').map(visible).join('\n')
}

import type { ModulesDirectory } from '../../contract/observation.ts'
import type { Link } from '../../link/link.ts'
import { DETAIL_SCRIPT } from '../ask/scripts.ts'
import { type SourceFiles, sourceFiles } from '../ask/source-file.ts'
import { pathInFlag } from '../flags/flag-values.ts'
import type { ConfiguredFlags } from '../flags/flags.ts'
import { readDirectory } from '../manifest/modules-directory.ts'
import type { Snapshot } from './observe.ts'
import { framed } from './survey.ts'

/** What flags lead to and a snapshot has not read. */
export interface Referred {
  readonly files: SourceFiles
  readonly directory: ModulesDirectory | undefined
}

/** Reads the manifest, hooks and modules directory of other flags than the snapshot was taken with. */
export async function readReferred(
  link: Link,
  { files: known, observation }: Snapshot,
  { flags }: ConfiguredFlags,
): Promise<Referred> {
  const paths = ['modules', 'hooks', 'isolation'].flatMap(
    (name) => pathInFlag(flags.get(name)?.value) ?? [],
  )
  const unread = paths.filter((path) => !known.has(path))
  const folder = flags.get('modules_dir')?.value
  const isOther = folder?.startsWith('/') && folder !== observation.modulesDirectory?.path
  const other = isOther ? folder : undefined
  const words = [
    ...unread.flatMap((path) => ['file', path]),
    ...(other === undefined ? [] : ['folder', other]),
  ]
  if (words.length === 0) return { files: new Map(), directory: undefined }
  const frames = await framed(link, DETAIL_SCRIPT, words)
  const files = sourceFiles(frames, link.agent)
  return { files, directory: other === undefined ? undefined : readDirectory(other, frames, files) }
}

import type { Prediction } from '../../contract/change.ts'
import type { ModulesDirectory } from '../../contract/observation.ts'
import type { SourceFiles } from '../ask/source-file.ts'
import { flagProblems } from '../flags/flag-findings.ts'
import { listValue, pathInFlag } from '../flags/flag-values.ts'
import type { ConfiguredFlags } from '../flags/flags.ts'
import { missingDirectory } from '../manifest/modules-directory.ts'
import { type LibraryFacts, predict } from '../manifest/predict.ts'
import type { Snapshot } from './observe.ts'

/** What is known of a library beyond what the snapshot says. */
export type FindLibrary = (path: string) => LibraryFacts | undefined

/** An agent's files as they would become, with the flags that they give. */
export interface FutureFiles {
  readonly files: SourceFiles
  readonly configured: ConfiguredFlags
  /** Of --modules_dir. */
  readonly directory: ModulesDirectory | undefined
}

/** Whether the agent would start with these files, or what it would exit with. */
export function predictFiles(
  { observation, libraries }: Pick<Snapshot, 'observation' | 'libraries'>,
  { files, configured, directory }: FutureFiles,
  find: FindLibrary,
): Prediction {
  const [problem] = flagProblems(configured)
  if (problem) {
    const { as, origin } = problem.places.at(-1) ?? { as: problem.flag, origin: '' }
    return { starts: false, error: problem.error, at: `${as} in ${origin}` }
  }
  if (directory?.missing) return { starts: false, error: missingDirectory(directory.path) }
  const value = configured.flags.get('modules')?.value
  const path = pathInFlag(value)
  return predict({
    manifest: path ? files.get(path)?.text : value,
    flagValue: value ?? '',
    directory: directory?.files,
    hooks: listValue('hooks', configured, files),
    isolation: {
      value: listValue('isolation', configured, files),
      containerizers: configured.flags.get('containerizers')?.value,
      imageProviders: configured.flags.get('image_providers')?.value,
      running: observation.runningIsolation,
    },
    mesosVersion: observation.mesosVersion,
    libraries: (library) => find(library) ?? libraries.get(library) ?? { state: 'unexamined' },
  })
}

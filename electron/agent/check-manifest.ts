import type { Prediction } from '../contract/change.ts'
import { type LibraryFacts, type ManifestFile, predict } from './predict.ts'

/** A manifest and its surroundings as they are described, without an agent to ask. */
export interface ManifestCheck {
  /** Bytes of the manifest; undefined: the agent has no --modules. */
  readonly manifest?: Buffer
  /** The value of --modules, for Mesos's texts: 'file:///etc/modules.json'. */
  readonly flagValue: string
  /** Entries of --modules_dir, in place of a manifest. */
  readonly directory?: readonly (Omit<ManifestFile, 'text'> & { readonly bytes?: Buffer })[]
  /** Value of --hooks, after Mesos has trimmed the argument's end; undefined: not given. */
  readonly hooks?: string
  readonly mesosVersion?: string
  /** By path or name as the manifest writes it; one that is not here is missing on the agent. */
  readonly libraries: ReadonlyMap<string, LibraryFacts>
}

/** Whether an agent would start, as far as that can be told from files alone. Pure. */
export function checkManifest(check: ManifestCheck): Prediction {
  const { manifest, flagValue, directory, hooks, mesosVersion, libraries } = check
  return predict({
    manifest: manifest && textOf(manifest),
    flagValue,
    directory: directory?.map(({ path, problem, bytes }) => ({
      path,
      problem,
      ...(bytes && { text: textOf(bytes) }),
    })),
    hooks,
    mesosVersion,
    libraries: (path) => libraries.get(path) ?? byName(path, libraries) ?? { state: 'missing' },
  })
}

/** Bytes that are no UTF-8 become replacement characters: Mesos takes them as they are. */
function textOf(bytes: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

/** Mesos trims each argument of its command line, so a flag's value at its end. */
export function trimmedArgument(value: string): string {
  return value.replace(/[ \t\r\n]+$/, '')
}

/** 'libfoo.so' is also given as 'foo', the name that stands in the manifest. */
function byName(path: string, libraries: ManifestCheck['libraries']): LibraryFacts | undefined {
  const name = /^lib(.*)\.so$/s.exec(path)?.[1]
  return name === undefined ? undefined : libraries.get(name)
}

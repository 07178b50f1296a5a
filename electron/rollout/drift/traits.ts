import { sha256 } from '../../agent/ask/digest.ts'
import { LIBRARY_FOLDER } from '../../agent/ask/scripts.ts'
import { hiddenSecrets } from '../../agent/flags/secrets.ts'
import { type Library, libraryPath, readManifest } from '../../agent/manifest/manifest-rules.ts'
import type { Traits } from '../../contract/drift.ts'
import type { Observation } from '../../contract/observation.ts'

/** What the path of a build of ours is compared as: which build it is, is an aspect of its own. */
export const OWN_LIBRARY = `${LIBRARY_FOLDER}/libquotadeck-hook-*.so`
const OWN_PATH = /\/libquotadeck-hook-([0-9a-f]{12})\.so$/

/** What of an observation is compared and may be remembered. */
export function traitsOf(seen: Observation): Traits {
  const { agent, observedAt, mesosVersion, hooks, manifest, flagSource, restartOwed } = seen
  const texts = manifestTexts(seen)
  const libraries = manifest?.error ? [] : texts.flatMap(librariesIn)
  return {
    agent,
    observedAt,
    mesosVersion,
    build: { configured: configuredBuild(seen, libraries), running: short(seen.runningBuild) },
    hooks,
    isolation: seen.isolation ?? null,
    libraries: libraries.map(withoutSecretsAndHashes),
    manifestPath: seen.modulesDirectory?.path ?? manifest?.path,
    manifestSha256: manifest && sha256(texts.join('\0')),
    manifestError: manifest?.error,
    flagSource: { kind: flagSource.kind, path: flagSource.path },
    restartOwed,
  }
}

/** Of --modules, or of every file of --modules_dir in Mesos's order. */
function manifestTexts({ manifest, modulesDirectory }: Observation): string[] {
  if (modulesDirectory) return modulesDirectory.files.flatMap(({ text }) => text ?? [])
  return manifest ? [manifest.text] : []
}

function librariesIn(text: string): readonly Library[] {
  const read = readManifest(text)
  return read.ok ? read.libraries : []
}

function configuredBuild(seen: Observation, libraries: readonly Library[]): string | undefined {
  for (const library of libraries) {
    const path = libraryPath(library) ?? ''
    const installed = seen.installedBuilds.find((build) => build.path === path)
    const digits = short(installed) ?? OWN_PATH.exec(path)?.[1]
    if (digits) return digits
  }
  return undefined
}

function short(build: { readonly sha256: string } | undefined): string | undefined {
  return build?.sha256.slice(0, 12)
}

function withoutSecretsAndHashes({ file, name, modules }: Library) {
  return {
    file: file !== undefined && OWN_PATH.test(file) ? OWN_LIBRARY : file,
    name,
    modules: modules.map((module) => ({
      name: module.name,
      parameters: module.parameters.map(({ key, value }) => ({
        key,
        value: hiddenSecrets(key, value),
      })),
    })),
  }
}

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { checkManifest, type ManifestCheck, trimmedArgument } from '../../agent/check-manifest.ts'
import { libraryFacts } from '../../agent/library-file.ts'
import type { LibraryFacts } from '../../agent/predict.ts'
import type { Prediction } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import type { Console } from './console.ts'
import { collect } from './settings.ts'
import { visible } from './table.ts'

interface CheckOptions {
  readonly hooks?: string
  readonly library: string[]
  readonly mesosVersion?: string
  readonly flag?: string
}

const explanation = `
Nothing is connected to. FILE is a manifest, or a directory as for --modules_dir; without it the agent
has no modules. A library that is not given is missing on the agent. One without Quotadeck's note is
taken to be built for the agent's version; the answer says that this was not verified.
The exit status is 0 when the agent would start, 1 when it would not.`

/** `quotadeck manifest check [FILE] …`: what an agent would say, from files alone. */
export function manifestCheckCommand(console: Console): Command {
  return new Command('check')
    .description(
      'say whether an agent would start with a manifest, or the error it would exit with',
    )
    .argument('[file]', 'manifest, or directory of manifests')
    .option('--hooks <list>', 'value of --hooks (default: the flag is not set)')
    .option(
      '--library <path=file>',
      'the local file that stands for a path or name in the manifest; repeatable',
      collect,
      [],
    )
    .option('--mesos-version <version>', "the agent's version: 1.12.0")
    .option('--flag <value>', 'value of --modules on the agent (default: file://FILE)')
    .addHelpText('after', explanation)
    .action((file: string | undefined, options: CheckOptions) => {
      const prediction = checkManifest(checkOf(file, options))
      console.succeeded = prediction.starts
      console.print(prediction, predictionText)
    })
}

function checkOf(file: string | undefined, options: CheckOptions): ManifestCheck {
  const common = {
    hooks: hooksOf(options.hooks),
    mesosVersion: versionOf(options.mesosVersion),
    libraries: new Map(options.library.map(libraryOf)),
    flagValue: options.flag ?? (file ? `file://${resolve(file)}` : ''),
  }
  if (file === undefined) return common
  return reading(file, () =>
    statSync(file).isDirectory()
      ? { ...common, directory: entriesOf(resolve(file)) }
      : { ...common, manifest: readFileSync(file) },
  )
}

function entriesOf(folder: string): NonNullable<ManifestCheck['directory']> {
  return readdirSync(folder).map((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return { path, problem: 'Is a directory' }
    return { path, bytes: readFileSync(path) }
  })
}

/** A value 'file:///path' stands for that file's content, which Mesos takes untrimmed. */
function hooksOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const argument = trimmedArgument(value)
  if (!argument.startsWith('file://')) return argument
  const path = argument.slice('file://'.length)
  return reading(path, () => readFileSync(path, 'utf8'))
}

function versionOf(text: string | undefined): string | undefined {
  if (text === undefined || /^\d{1,5}(\.\d{1,5}){0,2}$/.test(text)) return text
  throw invalid(`'${text}' is no version of Mesos.`, 'Give it as /version shows it: 1.12.0.')
}

function libraryOf(text: string): [string, LibraryFacts] {
  const at = text.lastIndexOf('=')
  if (at < 0) throw invalid(`'${text}' is no library.`, 'Write it as AGENTPATH=LOCALFILE.')
  const file = text.slice(at + 1)
  return reading(file, () => {
    const facts: LibraryFacts = statSync(file).isDirectory()
      ? { state: 'folder' }
      : libraryFacts(readFileSync(file))
    return [text.slice(0, at), facts]
  })
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw invalid(`${path} cannot be read: ${message}.`, 'Check the path and that you may read it.')
  }
}

function invalid(message: string, advice: string): Failure {
  return new Failure({ code: 'input-invalid', message, advice })
}

/** A prediction for a person. */
export function predictionText(prediction: Prediction): string {
  if (!prediction.starts) {
    const at = prediction.at ? `\nat ${visible(prediction.at)}` : ''
    return `The agent would not start. It would exit with:\n${visible(prediction.error)}${at}`
  }
  const unverified = prediction.unverified.map((text) => `not verified: ${visible(text)}`)
  return ['The agent starts.', ...unverified].join('\n')
}

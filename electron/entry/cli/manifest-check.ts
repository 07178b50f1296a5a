import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import type { Found } from '../../agent/builds/linking.ts'
import {
  checkManifest,
  type ManifestCheck,
  trimmedArgument,
} from '../../agent/manifest/check-manifest.ts'
import { libraryFacts, programFacts } from '../../agent/manifest/library-file.ts'
import type { LibraryFacts } from '../../agent/manifest/predict.ts'
import { fromBytes } from '../../agent/mesos/mesos-bytes.ts'
import type { Prediction } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import type { Console } from './console.ts'
import { collect } from './settings.ts'
import { visible } from './table.ts'

interface CheckOptions {
  readonly hooks?: string
  readonly isolation?: string
  readonly library: string[]
  readonly loaded: string[]
  readonly mesosVersion?: string
  readonly flag?: string
}

const explanation = `
Nothing is connected to. FILE is a manifest, or a directory as for --modules_dir; without it the agent
has no modules. A library that is not given is missing on the agent; so is one that another needs,
if agents do not have it anyway. One without Quotadeck's note is taken to be built for the agent's
version; the answer says that this was not verified. Symbols and versions that a library takes from
the agent are checked against the files given with --loaded.
With --json the last line is {"starts":true,"unverified":[…]} or {"starts":false,"error":…,"at":…}:
Mesos's text, and 'line L, column C' where the file is no JSON, a path such as
libraries[0].modules[1].name where a value is at fault, '--hooks, name N' for a hook, '--isolation,
name N' for an isolator; with several files the file's path and ': ' before it.
The exit status is 0 when the agent would start, 1 when it would not.`

/** `quotadeck manifest check [FILE] …`: what an agent would say, from files alone. */
export function manifestCheckCommand(console: Console): Command {
  return new Command('check')
    .description(
      'say whether an agent would start with a manifest, or the error it would exit with',
    )
    .argument('[file]', 'manifest, or directory of manifests')
    .option('--hooks <list>', 'value of --hooks (default: the flag is not set)')
    .option('--isolation <list>', 'value of --isolation (default: it is not looked at)')
    .option(
      '--library <path=file>',
      'the local file that stands for a path or name in the manifest; repeatable',
      collect,
      [],
    )
    .option(
      '--loaded <path=file>',
      "a file that the agent's process has loaded: its program, libmesos, libc …; repeatable",
      collect,
      [],
    )
    .option('--mesos-version <version>', "the agent's version: 1.12.0")
    .option(
      '--flag <value>',
      'value of --modules (or --modules_dir) on the agent (default: the path of FILE)',
    )
    .addHelpText('after', explanation)
    .action((file: string | undefined, options: CheckOptions) => {
      const prediction = checkManifest(checkOf(file, options))
      console.succeeded = prediction.starts
      console.print(prediction, predictionText)
    })
}

function checkOf(file: string | undefined, options: CheckOptions): ManifestCheck {
  const common = {
    ...hooksOf(options.hooks),
    ...(options.isolation !== undefined && {
      isolation: { value: trimmedArgument(options.isolation) },
    }),
    mesosVersion: versionOf(options.mesosVersion),
    libraries: new Map(options.library.map(libraryOf)),
    agentLibraries: options.loaded.map(loadedOf),
    flagValue: options.flag ?? (file ? `file://${resolve(file)}` : ''),
  }
  if (file === undefined) return common
  return reading(file, () =>
    statSync(file).isDirectory()
      ? { ...common, directory: entriesOf(file, options.flag ?? resolve(file)) }
      : { ...common, manifest: readFileSync(file) },
  )
}

/** The directory's entries, at the paths that they have on the agent. */
function entriesOf(folder: string, onAgent: string): NonNullable<ManifestCheck['directory']> {
  return readdirSync(folder).map((name) => {
    const path = `${onAgent.replace(/\/$/, '')}/${name}`
    try {
      return { path, bytes: readFileSync(join(folder, name)) }
    } catch (error) {
      return { path, problem: systemWords(error) }
    }
  })
}

/** A value 'file:///path' stands for that file's content, which Mesos takes untrimmed. */
function hooksOf(text: string | undefined): Pick<ManifestCheck, 'hooks' | 'hooksProblem'> {
  if (text === undefined) return {}
  const value = trimmedArgument(text)
  if (!value.startsWith('file://')) return { hooks: value }
  try {
    return { hooks: fromBytes(readFileSync(value.slice('file://'.length))) }
  } catch (error) {
    return { hooksProblem: { value, reason: systemWords(error) } }
  }
}

const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
}

/** What the C library says of the error. */
function systemWords(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException
  const words = SYSTEM_WORDS[code]
  if (words === undefined) throw error
  return words
}

function versionOf(text: string | undefined): string | undefined {
  if (text === undefined || /^\d{1,5}(\.\d{1,5}){0,2}([-+][\w.+-]+)?$/.test(text)) return text
  throw invalid(`'${text}' is no version of Mesos.`, 'Give it as /version shows it: 1.12.0.')
}

function libraryOf(text: string): [string, LibraryFacts] {
  const [path, file] = pairOf(text)
  return reading(file, () => {
    const facts: LibraryFacts = statSync(file).isDirectory()
      ? { state: 'folder' }
      : libraryFacts(readFileSync(file))
    return [path, path.includes('/') ? facts : { ...facts, foundAt: resolve(file) }]
  })
}

/** A file alone stands for itself. */
function loadedOf(text: string): Found {
  const [path, file] = text.includes('=') ? pairOf(text) : [resolve(text), text]
  return reading(file, () => {
    const facts = programFacts(readFileSync(file))
    if (facts) return { path, elf: facts }
    throw invalid(`${file} is no ELF file that can be read.`, 'Give a program or a library.')
  })
}

function pairOf(text: string): [string, string] {
  const at = text.lastIndexOf('=')
  if (at >= 0) return [text.slice(0, at), text.slice(at + 1)]
  throw invalid(`'${text}' is no library.`, 'Write it as AGENTPATH=LOCALFILE.')
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

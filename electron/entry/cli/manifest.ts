import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { withParameters } from '../../agent/manifest/manifest.ts'
import { Failure } from '../../contract/failure.ts'
import { type ChangeOptions, change, changeOptions } from './change.ts'
import type { Console } from './console.ts'
import { editInEditor } from './editor.ts'
import { manifestCheckCommand } from './manifest-check.ts'
import { manifestFile, manifestText, shownManifest } from './manifest-file.ts'
import { placesOf, placesText, type StepName, stepsOf, withSteps } from './manifest-steps.ts'

const MODULES_DIRECTORY =
  '\nAn agent with --modules_dir has several manifests; --file says which one is meant.'

interface ManifestOptions extends ChangeOptions {
  readonly base?: string
  readonly file?: string
}

/** null: the file goes. */
type TextEdit = (text: string) => string | null | Promise<string>

/** What the words after the agent ask for. Throws a Failure on words that make no sense. */
type Edits = (words: readonly string[], options: ManifestOptions) => TextEdit

/** `quotadeck manifest …`: [show] AGENT, places AGENT, edit AGENT …, check. */
export function manifestCommand(console: Console): Command {
  const editing = (name: string, description: string, words: string, edits: Edits) =>
    edited(console, new Command(name).description(description), words, edits)
  return new Command('manifest')
    .description("an agent's modules manifest")
    .addCommand(manifestCheckCommand(console))
    .addCommand(showCommand(console), { isDefault: true })
    .addCommand(placesCommand(console))
    .addCommand(
      editing(
        'edit',
        "make FILE's text the manifest; without FILE, open it in $EDITOR",
        '[file]',
        ([file]) => (file === undefined ? editInEditor : () => readText(file)),
      ).option('--base <file>', 'the manifest as it was when FILE was made from it'),
    )
    .addCommand(
      editing(
        'set-parameter',
        'set parameters of a module, and leave all else as it is',
        '<module> <key=value...>',
        ([module = '', ...pairs]) => {
          const parameters = Object.fromEntries(pairs.map(parseParameter))
          return (text) => withParameters(text, module, parameters)
        },
      ),
    )
    .addCommand(
      editing(
        'add-library',
        'put a library at the end, with these modules',
        '<path> [module...]',
        steps('add-library'),
      ),
    )
    .addCommand(
      editing(
        'add-module',
        'put a module at the end of the library at PLACE',
        '<place> <module>',
        steps('add-module'),
      ),
    )
    .addCommand(
      editing(
        'set',
        'change a file, name, key or value: libraries[0].file',
        '<place> <value>',
        steps('set'),
      ),
    )
    .addCommand(
      editing(
        'move',
        'move what stands at PLACE to place N of its list; 1 is the first',
        '<place> <n>',
        steps('move'),
      ),
    )
    .addCommand(
      editing(
        'remove',
        'take out a library, module or parameter: libraries[0].modules[1]',
        '<place>',
        steps('remove'),
      ),
    )
    .addCommand(editing('remove-file', 'remove the file that --file names', '', removeFile))
    .addHelpText('after', MODULES_DIRECTORY)
}

function steps(what: StepName): Edits {
  return (words) => {
    const wanted = stepsOf(what, words)
    return (text) => withSteps(text, wanted)
  }
}

const removeFile: Edits = (_, { file }) => {
  if (file !== undefined) return () => null
  throw new Failure({
    code: 'input-invalid',
    message: 'remove-file needs --file: it says which file of the modules directory goes.',
    advice: 'Name it: --file 10-logger.json.',
  })
}

function fileOption(command: Command): Command {
  const meaning = 'the file of a modules directory (default: the one with our hook)'
  return command.option('--file <name>', meaning)
}

function showCommand(console: Console): Command {
  return new Command('show')
    .description('the manifest, of a modules directory all files (done when nothing is said)')
    .argument('<agent>')
    .action(async (agent: string) => {
      console.print(shownManifest(await console.client.agents.observe({ agent })), manifestText)
    })
}

function placesCommand(console: Console): Command {
  return fileOption(new Command('places'))
    .description('its libraries, modules and parameters with their places')
    .argument('<agent>')
    .action(async (agent: string, { file }: ManifestOptions) => {
      const seen = await console.client.agents.observe({ agent })
      console.print(placesOf(manifestFile(seen, file).text ?? ''), placesText)
    })
}

function edited(console: Console, command: Command, words: string, edits: Edits): Command {
  return changeOptions(fileOption(command))
    .arguments(`<agent> ${words}`.trim())
    .action(async (agent: string, ...rest: unknown[]) => {
      const options = rest.at(-2) as ManifestOptions
      const edit = edits(rest.slice(0, -2).flat().filter(isWord), options)
      const seen = await console.client.agents.observe({ agent })
      const file = manifestFile(seen, options.file)
      const base = options.base ? await readText(options.base) : file.text
      await change(console, agent, file.edit(await edit(file.text ?? ''), base), options)
    })
}

function isWord(value: unknown): value is string {
  return typeof value === 'string'
}

function parseParameter(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new Failure({
    code: 'input-invalid',
    message: `'${text}' is no parameter.`,
    advice: 'Write it as KEY=VALUE.',
  })
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path))
  } catch (cause) {
    throw new Failure(
      {
        code: 'input-invalid',
        message: `${path} cannot be read as text: ${cause instanceof Error ? cause.message : cause}.`,
        advice: 'Give the path of a manifest in UTF-8.',
      },
      { cause },
    )
  }
}

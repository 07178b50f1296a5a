import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { withParameters } from '../../agent/manifest/manifest.ts'
import { Failure } from '../../contract/failure.ts'
import { type ChangeOptions, change, changeOptions } from './change.ts'
import type { Console } from './console.ts'
import { editInEditor } from './editor.ts'
import { manifestCheckCommand } from './manifest-check.ts'
import { manifestFile, manifestText, shownManifest } from './manifest-file.ts'
import { placesOf, placesText, stepsOf, withSteps } from './manifest-steps.ts'

const explanation = `
What to do:
  show                             the manifest, of a modules directory all files (this is done when
                                   nothing is said)
  places                           its libraries, modules and parameters with their places
  edit [FILE]                      make the file's text the manifest; without FILE, open it in $EDITOR
  set-parameter MODULE KEY=VALUE…  set parameters of a module, and leave all else as it is
  add-library PATH [MODULE…]       put a library at the end
  add-module PLACE MODULE          put a module at the end of the library at PLACE
  set PLACE VALUE                  change a file, name, key or value: libraries[0].file
  move PLACE N                     move what stands there to place N of its list; 1 is the first
  remove PLACE                     take out a library, module or parameter: libraries[0].modules[1]
  remove-file                      remove the file that --file names

An agent with --modules_dir has several manifests; --file says which one is meant.`

interface ManifestOptions extends ChangeOptions {
  readonly base?: string
  readonly file?: string
}

/** `quotadeck manifest <agent> …` */
export function manifestCommand(console: Console): Command {
  const command = new Command('manifest')
    .addCommand(manifestCheckCommand(console))
    .description("an agent's modules manifest")
    .argument('<agent>')
    .argument('[what]', 'what to do; see below', 'show')
    .argument('[value...]')
    .option('--base <file>', 'edit: the manifest as it was when FILE was made from it')
    .option('--file <name>', 'the file of a modules directory (default: the one with our hook)')
    .addHelpText('after', explanation)
    .action(async (agent: string, what: string, values: string[], options: ManifestOptions) => {
      const edit = editOf(what, values, options)
      const seen = await console.client.agents.observe({ agent })
      const file = manifestFile(seen, options.file)
      if (what === 'places') return console.print(placesOf(file.text ?? ''), placesText)
      if (!edit) return console.print(shownManifest(seen), manifestText)
      const base = options.base ? await readText(options.base) : file.text
      await change(console, agent, file.edit(await edit(file.text ?? ''), base), options)
    })
  return changeOptions(command)
}

/** null: the file goes. */
type TextEdit = (text: string) => string | null | Promise<string>

/** The edit that the words ask for; undefined: none, show it. */
function editOf(
  what: string,
  values: readonly string[],
  { file }: ManifestOptions,
): TextEdit | undefined {
  const [first, ...others] = values
  if ((what === 'show' || what === 'places') && values.length === 0) return undefined
  if (what === 'edit' && others.length === 0) return first ? () => readText(first) : editInEditor
  if (what === 'set-parameter' && first && others.length > 0) {
    const parameters = Object.fromEntries(others.map(parseParameter))
    return (text) => withParameters(text, first, parameters)
  }
  if (what === 'remove-file' && values.length === 0 && file !== undefined) return () => null
  const steps = stepsOf(what, values)
  if (steps) return (text) => withSteps(text, steps)
  throw new Failure({
    code: 'input-invalid',
    message: `'manifest … ${[what, ...values].join(' ')}' is not understood.`,
    advice: "'quotadeck manifest --help' says what can be done.",
  })
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

import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { withParameters } from '../../agent/manifest.ts'
import { Failure } from '../../contract/failure.ts'
import type { Manifest, Observation } from '../../contract/observation.ts'
import { type ChangeOptions, change, changeOptions } from './change.ts'
import type { Console } from './console.ts'
import { editInEditor } from './editor.ts'
import { manifestCheckCommand } from './manifest-check.ts'
import { placesOf, placesText, stepsOf, withSteps } from './manifest-steps.ts'
import { visible } from './table.ts'

const explanation = `
What to do:
  show                             the manifest (this is done when nothing is said)
  places                           its libraries, modules and parameters with their places
  edit [FILE]                      make the file's text the manifest; without FILE, open it in $EDITOR
  set-parameter MODULE KEY=VALUE…  set parameters of a module, and leave all else as it is
  add-library PATH [MODULE…]       put a library at the end
  add-module PLACE MODULE          put a module at the end of the library at PLACE
  set PLACE VALUE                  change a file, name, key or value: libraries[0].file
  move PLACE N                     move what stands there to place N of its list; 1 is the first
  remove PLACE                     take out a library, module or parameter: libraries[0].modules[1]`

interface ManifestOptions extends ChangeOptions {
  readonly base?: string
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
    .addHelpText('after', explanation)
    .action(async (agent: string, what: string, values: string[], options: ManifestOptions) => {
      const edit = editOf(what, values)
      const seen = await console.client.agents.observe({ agent })
      if (what === 'places') return console.print(placesOf(seen), placesText)
      if (!edit) return console.print(manifestOf(seen), manifestText)
      const text = seen.manifest?.text ?? null
      const base = { manifest: options.base ? await readText(options.base) : text }
      await change(console, agent, { manifest: await edit(text ?? ''), base }, options)
    })
  return changeOptions(command)
}

type TextEdit = (text: string) => string | Promise<string>

/** The edit that the words ask for; undefined: none, show it. */
function editOf(what: string, values: readonly string[]): TextEdit | undefined {
  const [first, ...others] = values
  if ((what === 'show' || what === 'places') && values.length === 0) return undefined
  if (what === 'edit' && others.length === 0) return first ? () => readText(first) : editInEditor
  if (what === 'set-parameter' && first && others.length > 0) {
    const parameters = Object.fromEntries(others.map(parseParameter))
    return (text) => withParameters(text, first, parameters)
  }
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

function manifestOf(seen: Observation): Manifest {
  if (seen.manifest) return seen.manifest
  throw new Failure({
    code: 'file-missing',
    agent: seen.agent,
    message: 'The agent has no modules manifest.',
    advice: 'A rollout makes one.',
  })
}

function manifestText(manifest: Manifest): string {
  const text = manifest.text.trimEnd().split('\n').map(visible).join('\n')
  return manifest.error
    ? `${text}\nMesos would not start with it: ${visible(manifest.error)}`
    : text
}

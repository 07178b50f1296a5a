import type { SourceFiles } from '../ask/source-file.ts'
import type { UnitInfo } from '../ask/systemd.ts'
import type { GivenFlag } from '../mesos/load-flags.ts'
import { DropIn } from './drop-in.ts'
import { setInEnvFile } from './env-file.ts'
import { type ConfiguredFlags, isReplaced } from './flags.ts'
import { setInShellFile } from './shell-file.ts'
import { quotedWord, unitWords } from './unit-words.ts'

/** The texts of files that are to be changed; null: the file goes. */
export type Texts = ReadonlyMap<string, string | null>

/** Why a flag cannot be changed where it is set; a sentence without its end. */
export class NotPlaced extends Error {}

export interface Placing {
  readonly unit: UnitInfo
  readonly configured: ConfiguredFlags
  readonly files: SourceFiles
}

/**
 * Changes a flag where it is set, or puts it where this agent has its flags; `undefined` takes it
 * away everywhere. Pure: returns the files' new texts. Throws `NotPlaced`.
 */
export function placeFlag(placing: Placing, name: string, value: string | undefined): Texts {
  const texts = new Map<string, string | null>()
  const loaded = placing.configured.loaded.flags.get(name)
  const merge = (more: Texts): void => {
    for (const [path, text] of more) texts.set(path, text)
  }
  if (value !== undefined) merge(setFlag(placing, loaded?.from, name, value))
  else if (loaded) {
    for (const from of [loaded.from, ...loaded.overrides]) {
      // One file may set it twice, and the removal takes both.
      if (!texts.has(from.origin)) merge(removeFlag(placing, from))
    }
  }
  return texts
}

function setFlag(
  placing: Placing,
  from: GivenFlag | undefined,
  name: string,
  value: string,
): Texts {
  const { files } = placing
  const place = from?.place
  switch (place?.kind) {
    case undefined:
      return addFlag(placing, name, value)
    case 'flag-file':
      return new Map([[from?.origin ?? '', `${value}\n`]])
    case 'shell': {
      const { origin = '' } = from ?? {}
      const text = setInShellFile(files.get(origin)?.text ?? '', place.variable, value)
      // A file of its own beats what the shell may or may not export.
      return text === undefined ? addFlag(placing, name, value) : new Map([[origin, text]])
    }
    case 'env-file': {
      const { origin = '' } = from ?? {}
      if (isReplaced(origin)) return addFlag(placing, name, value, origin)
      const text = setInEnvFile(files.get(origin)?.text ?? '', place.variable, value)
      return new Map([[origin, text]])
    }
    case 'unit-environment':
      return inDropIn(placing, (own) => own.setVariable(place.variable, value))
    case 'command':
      if (place.variable) return inVariable(placing, place.variable, name, value)
      if (!placing.configured.unitLaunch.exec)
        throw new NotPlaced(`--${name} is set in ${from?.origin}, whose text cannot be read`)
      return inDropIn(placing, (own) => own.setArgument(place.word, `--${name}=${value}`))
    case 'process':
      throw new NotPlaced(
        `--${name} is set by the program that starts the agent (${startOf(placing)})`,
      )
  }
}

function startOf({ unit }: Placing): string {
  return unit.execStart.split(' ')[0] ?? unit.name
}

/** Puts a flag that is not set, or set where it would not last, into the place for new ones. */
function addFlag(placing: Placing, name: string, value: string, beaten?: string): Texts {
  const { source, unitLaunch } = placing.configured
  const variable = `MESOS_${name.toUpperCase()}`
  switch (source.kind) {
    case 'init-wrapper':
      return new Map([[`${source.path}/${name}`, `${value}\n`]])
    case 'env-file':
    case 'dcos': {
      const order = unitLaunch.environmentFiles
      const path = [source.path, ...order].find(
        (each) => !isReplaced(each) && order.indexOf(each) > order.indexOf(beaten ?? ''),
      )
      if (!path) throw new NotPlaced(`--${name} is set in ${beaten}, which is written anew`)
      return new Map([[path, setInEnvFile(placing.files.get(path)?.text ?? '', variable, value)]])
    }
    case 'unit':
      return inDropIn(placing, (own) => own.setVariable(variable, value))
    case 'unknown':
      throw new NotPlaced('its unit has no file that a drop-in could add to')
  }
}

function removeFlag(placing: Placing, from: GivenFlag): Texts {
  const { place, origin, as } = from
  const text = placing.files.get(origin)?.text ?? ''
  switch (place.kind) {
    case 'flag-file':
      return new Map([[origin, null]])
    case 'shell': {
      const without = setInShellFile(text, place.variable, undefined)
      if (without === undefined) throw new NotPlaced(`${as} in ${origin} is more than a plain line`)
      return new Map([[origin, without]])
    }
    case 'env-file':
      if (isReplaced(origin))
        throw new NotPlaced(`${as} is set in ${origin}, which is written anew`)
      return new Map([[origin, setInEnvFile(text, place.variable, undefined)]])
    case 'unit-environment':
      return inDropIn(placing, (own) => own.setVariable(place.variable, undefined))
    case 'command':
      if (place.variable) return inVariable(placing, place.variable, from.given, undefined)
      return inDropIn(placing, (own) => own.setArgument(place.word, undefined))
    case 'process':
      throw new NotPlaced(`${as} is set by the program that starts the agent (${startOf(placing)})`)
  }
}

function inDropIn({ unit, files }: Placing, edit: (own: DropIn) => void): Texts {
  const own = new DropIn(unit, files)
  edit(own)
  const text = own.result()
  return text === null && !files.has(own.path) ? new Map() : new Map([[own.path, text]])
}

/** A flag among the words of a variable: OPTIONS="--hooks=a --port=5051". */
function inVariable(
  placing: Placing,
  name: string,
  flag: string,
  value: string | undefined,
): Texts {
  const variable = placing.configured.unitLaunch.variables.findLast((each) => each.name === name)
  if (!variable) throw new NotPlaced(`--${flag} comes from a variable ${name} that is not known`)
  const words = unitWords(variable.value) ?? []
  const at = words.findLast(({ text }) => text.startsWith(`--${flag}=`))
  if (!at) throw new NotPlaced(`--${flag} is put together from ${name} in ${variable.origin}`)
  const written = value === undefined ? '' : quotedWord(`--${flag}=${value}`)
  const changed = `${variable.value.slice(0, at.start)}${written}${variable.value.slice(at.end)}`
  if (variable.from === 'unit') {
    return inDropIn(placing, (own) => own.setVariable(name, changed.trim()))
  }
  if (isReplaced(variable.origin)) {
    throw new NotPlaced(`${name} is set in ${variable.origin}, which is written anew`)
  }
  const text = placing.files.get(variable.origin)?.text ?? ''
  return new Map([[variable.origin, setInEnvFile(text, name, changed.trim())]])
}

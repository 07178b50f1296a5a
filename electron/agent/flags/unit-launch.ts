import { basename, dirname, matchesGlob } from 'node:path'
import type { SourceFiles } from '../ask/source-file.ts'
import type { UnitInfo } from '../ask/systemd.ts'
import { parseEnvFile } from './env-file.ts'
import { listOf, parseUnitFile, type UnitSetting } from './unit-file.ts'
import { expandSpecifiers, substituted, unitWords } from './unit-words.ts'

/** A variable that the unit puts into its service's environment. */
export interface UnitVariable {
  readonly name: string
  readonly value: string
  readonly origin: string
  /** From 1; absent where only systemd's own account of the unit is known. */
  readonly line?: number
  readonly from: 'unit' | 'env-file'
}

export interface CommandWord {
  readonly text: string
  /** Number of the word of ExecStart= that it comes from. */
  readonly word: number
  /** The variable that it was put in by: `$OPTIONS`. */
  readonly variable?: string
}

/** How systemd starts the service. */
export interface UnitLaunch {
  /** The ExecStart= in effect; absent where the unit's text is not known. */
  readonly exec?: UnitSetting
  readonly words: readonly CommandWord[]
  /** In order; the later of equal names wins. */
  readonly variables: readonly UnitVariable[]
  /** Of EnvironmentFile=, in order, those that are not there as well. */
  readonly environmentFiles: readonly string[]
}

/** Where Quotadeck puts what it changes in a unit: the name sorts after most others. */
export function ownDropIn(unit: string): string {
  return `/etc/systemd/system/${unit}.d/zz-quotadeck.conf`
}

/** The unit's own file and its drop-ins, in systemd's order, as far as their texts are known. */
export function unitSettings(unit: UnitInfo, files: SourceFiles): UnitSetting[] {
  const folder = `/etc/systemd/system/${unit.name}.d`
  const onDisk = [...files.keys()].filter(
    (path) => dirname(path) === folder && path.endsWith('.conf'),
  )
  const byName = new Map([...unit.dropIns, ...onDisk].map((path) => [basename(path), path]))
  const dropIns = [...byName.values()].sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
  return [unit.fragmentPath, ...dropIns].flatMap((path) =>
    parseUnitFile(path, files.get(path)?.text ?? ''),
  )
}

/** Reads the unit's text; where that is not known, what `systemctl show` made of it. */
export function unitLaunch(unit: UnitInfo, files: SourceFiles, hostname = ''): UnitLaunch {
  const settings = unitSettings(unit, files)
  const exec = listOf(settings, 'ExecStart').at(-1)
  if (!exec) return shownLaunch(unit, files)
  const expand = (text: string): string => expandSpecifiers(text, unit.name, hostname)
  const environmentFiles = listOf(settings, 'EnvironmentFile').map(({ value }) =>
    expand(value.replace(/^-/, '')),
  )
  const variables = withoutUnset(settings, [
    ...listOf(settings, 'Environment').flatMap((setting) => fromUnit(setting, expand)),
    ...fromFiles(environmentFiles, files),
  ])
  return { exec, words: commandWords(exec.value, variables, expand), variables, environmentFiles }
}

function shownLaunch(unit: UnitInfo, files: SourceFiles): UnitLaunch {
  const { fragmentPath: path, environment, environmentFiles, execStart } = unit
  const shown = { section: 'Service', key: '', value: environment, path, line: 0, endLine: 0 }
  const own = fromUnit(shown, (text) => text).map(({ line: _, ...variable }) => variable)
  const variables = [...own, ...fromFiles(environmentFiles, files)]
  const words = execStart.split(' ').map((text, word) => ({ text, word }))
  return { words, variables, environmentFiles }
}

/** The program's path at the start of ExecStart=, without the characters that say how to run it. */
export function withoutPrefix(word: string): string {
  return word.replace(/^[-@:+!|]+/, '')
}

function commandWords(
  value: string,
  variables: readonly UnitVariable[],
  expand: (text: string) => string,
): CommandWord[] {
  const values = new Map(variables.map(({ name, value: each }) => [name, each]))
  const words = unitWords(value) ?? []
  const prefix = /^[-@:+!|]*/.exec(words[0]?.text ?? '')?.[0] ?? ''
  return words.flatMap(({ text }, word) => {
    // With '@' the second word is only the name that the program is told it has.
    if (word === 1 && prefix.includes('@')) return []
    const literal = expand(word === 0 ? withoutPrefix(text) : text)
    if (word === 0 || prefix.includes(':')) return [{ text: literal, word }]
    const variable = /^\$([A-Za-z_]\w*)$/.exec(literal)?.[1] ?? /\$\{(\w+)\}/.exec(literal)?.[1]
    return substituted(literal, values).map((each) => ({ text: each, word, variable }))
  })
}

function fromUnit(setting: UnitSetting, expand: (text: string) => string): UnitVariable[] {
  return (unitWords(setting.value) ?? []).flatMap(({ text }) => {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(expand(text)) ?? []
    const { path: origin, line } = setting
    return name ? [{ name, value, origin, line, from: 'unit' as const }] : []
  })
}

/** The files that these paths and patterns stand for, of those that are there. */
export function existingFiles(paths: readonly string[], files: SourceFiles): string[] {
  return paths.flatMap((path) =>
    /[*?[]/.test(path)
      ? [...files.keys()].filter((each) => matchesGlob(each, path)).sort()
      : files.has(path)
        ? [path]
        : [],
  )
}

function fromFiles(paths: readonly string[], files: SourceFiles): UnitVariable[] {
  return existingFiles(paths, files).flatMap((origin) =>
    parseEnvFile(files.get(origin)?.text ?? '').map(({ name, value, firstLine }) => ({
      name,
      value,
      origin,
      line: firstLine + 1,
      from: 'env-file' as const,
    })),
  )
}

function withoutUnset(
  settings: readonly UnitSetting[],
  variables: readonly UnitVariable[],
): UnitVariable[] {
  const unset = listOf(settings, 'UnsetEnvironment').flatMap(({ value }) => value.split(/\s+/))
  return variables.filter(
    ({ name, value }) => !unset.includes(name) && !unset.includes(`${name}=${value}`),
  )
}

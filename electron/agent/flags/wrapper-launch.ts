import type { SourceFiles } from '../ask/source-file.ts'
import {
  argumentFlag,
  type FlagPlace,
  type GivenFlag,
  type Launch,
  variableFlag,
} from '../mesos/load-flags.ts'
import { readShellFile, type ShellAssignment } from './shell-file.ts'

/** The init wrapper of the packages: what its own text says it reads. */
export interface Wrapper {
  /** '/etc/mesos-slave' or '/etc/mesos-agent'. */
  readonly folder: string
  /** Files that it sources, in order. */
  readonly defaults: readonly string[]
  /** Everything that those set is exported, not only what they `export`. */
  readonly exportAll: boolean
  /** Paths in the folder that it leaves out. */
  readonly excludes: RegExp | undefined
  /** Shell variables that it makes flags of, with the flags' names. */
  readonly variables: readonly (readonly [variable: string, flag: string])[]
}

const VARIABLES = [
  ['MASTER', 'master'],
  ['IP', 'ip'],
  ['LOGS', 'log_dir'],
  ['ISOLATION', 'isolation'],
] as const

/** Reads the wrapper's text for its role, 'slave' or 'agent'. */
export function readWrapper(text: string, role: string): Wrapper | undefined {
  const named = [...text.matchAll(/\/etc\/mesos-(?:slave|agent)(?![\w-])/g)].map(([path]) => path)
  const folder = named.find((path) => path === `/etc/mesos-${role}`) ?? named[0]
  if (!folder) return undefined
  const sourced = [
    ...text.matchAll(/(?:^|[\s;&|])(?:\.|source)\s+["']?(\/etc\/default\/mesos[\w-]*)/gm),
  ]
  return {
    folder,
    defaults: unique(sourced.flatMap(([, path = '']) => (/-master$/.test(path) ? [] : [path]))),
    exportAll: /\bset\s+(?:-o\s+allexport|-a)\b/.test(text),
    excludes: excludesOf(text),
    variables: VARIABLES.filter(([name]) => new RegExp(`\\$\\{?${name}\\b`).test(text)),
  }
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}

/** Later packages leave what package managers put beside files out. */
function excludesOf(text: string): RegExp | undefined {
  const pattern = /^EXCLUDE_REGEX="([^"\n]+)"/m.exec(text)?.[1]
  try {
    return pattern === undefined ? undefined : new RegExp(pattern)
  } catch {
    return undefined
  }
}

/** What the wrapper starts the agent with. `inherited`: MESOS_* of the unit. */
export function wrapperLaunch(
  wrapper: Wrapper,
  files: SourceFiles,
  inherited: readonly GivenFlag[],
): Launch {
  const shell = readDefaults(wrapper, files)
  return {
    arguments: [
      ...wrapper.variables.flatMap(([name, flag]) => fromVariable(shell.variables.get(name), flag)),
      ...fromFolder(wrapper, files),
      ...['attributes', 'resources'].flatMap((name) => joined(wrapper.folder, name, files)),
    ],
    environment: [...inherited, ...shell.exported],
  }
}

type Located = ShellAssignment & { readonly path: string }

function readDefaults({ defaults, exportAll }: Wrapper, files: SourceFiles) {
  const variables = new Map<string, Located>()
  const values = new Map<string, string | undefined>()
  const exportedNames = new Set<string>()
  const all: Located[] = []
  for (const path of defaults) {
    const file = (other: string): string | undefined => files.get(other)?.text
    const text = file(path) ?? ''
    const { assignments, exported } = readShellFile(text, { variables: values, file, exportAll })
    for (const name of exported) exportedNames.add(name)
    for (const assignment of assignments) {
      const located = { ...assignment, path }
      all.push(located)
      variables.set(assignment.name, located)
      values.set(assignment.name, assignment.value)
    }
  }
  const exported = all.flatMap((each): GivenFlag[] => {
    const given = exportedNames.has(each.name) ? variableFlag(each.name) : undefined
    return given === undefined ? [] : [shellFlag(each, given)]
  })
  return { variables, exported }
}

function shellFlag(from: Located, given: string): GivenFlag {
  const place: FlagPlace = { kind: 'shell', variable: from.name }
  const { path: origin, firstLine } = from
  return { given, value: from.value ?? COMPUTED, origin, line: firstLine + 1, as: from.name, place }
}

/** Stands for a value that only the shell can tell. */
export const COMPUTED = '(computed by the shell)'

/** The wrapper tests for an empty variable first. */
function fromVariable(assignment: Located | undefined, flag: string): GivenFlag[] {
  if (!assignment || assignment.value === '') return []
  return [{ ...shellFlag(assignment, flag) }]
}

/** What `$(cat FILE)` gives. */
function contentOf(text: string): string {
  return text.replaceAll('\0', '').replace(/\n+$/, '')
}

function fromFolder({ folder, excludes }: Wrapper, files: SourceFiles): GivenFlag[] {
  return [...files.values()].flatMap(({ path, text }): GivenFlag[] => {
    const name = path.slice(folder.length + 1)
    if (!path.startsWith(`${folder}/`) || name.includes('/') || name.startsWith('.')) return []
    if (excludes?.test(path)) return []
    const as = name.startsWith('?') ? `--${name.slice(1)}` : `--${name}=${contentOf(text)}`
    const flag = argumentFlag(as)
    if (!flag) return []
    return [{ ...flag, origin: path, as: `--${flag.given}`, place: { kind: 'flag-file' } }]
  })
}

/** The files of a folder as one flag: NAME:CONTENTS;NAME:CONTENTS. */
function joined(folder: string, name: string, files: SourceFiles): GivenFlag[] {
  const origin = `${folder}/${name}`
  const parts = [...files.values()].flatMap(({ path, text }) => {
    const key = path.slice(origin.length + 1)
    if (!path.startsWith(`${origin}/`) || /^\.|\//.test(key) || text === '') return []
    return [`${key}:${contentOf(text)}`]
  })
  if (parts.length === 0) return []
  const value = parts.join(';')
  return [
    { given: name, value, origin: `${origin}/`, as: `--${name}`, place: { kind: 'flag-file' } },
  ]
}

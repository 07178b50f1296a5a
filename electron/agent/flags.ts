import type { Flag, FlagSource } from '../contract/observation.ts'
import { parseEnvFile } from './env-file.ts'
import type { SourceFiles } from './source-file.ts'
import type { UnitInfo } from './systemd.ts'

/** The flags that the unit would start the agent with, and where changes to them are written. */
export interface ConfiguredFlags {
  readonly source: FlagSource
  /** In effect, by name; the values of secrets included. */
  readonly flags: ReadonlyMap<string, Flag>
}

/** Variables that the init wrapper turns into flags. */
const WRAPPER_VARIABLES: Readonly<Record<string, string>> = {
  MASTER: 'master',
  IP: 'ip',
  PORT: 'port',
  LOGS: 'log_dir',
  ISOLATION: 'isolation',
}

/** Works out the flags from the unit itself. The command line beats the environment. */
export function configuredFlags(unit: UnitInfo, files: SourceFiles): ConfiguredFlags {
  const source = flagSource(unit, files)
  const wrapper = source.kind === 'init-wrapper'
  const layers = [
    unitEnvironment(unit),
    ...existing(unit.environmentFiles, files).flatMap((path) => fromEnvFile(path, files)),
    ...(wrapper ? defaultsFiles(files).flatMap((path) => fromEnvFile(path, files)) : []),
    ...(wrapper ? [fromZkFile(files), ...fromDefaults(files), fromFolder(source.path, files)] : []),
    ...(wrapper ? [] : [fromCommandLine(unit)]),
  ]
  const flags = new Map<string, Flag>()
  for (const flag of layers.flat()) flags.set(flag.name, flag)
  return { source, flags }
}

function flagSource(unit: UnitInfo, files: SourceFiles): FlagSource {
  const folder = wrapperFolder(unit, files)
  if (folder) return { kind: 'init-wrapper', path: folder }
  const environment = existing(unit.environmentFiles, files)
  const withFlags = environment.filter((path) => fromEnvFile(path, files).length > 0)
  const path = withFlags.at(-1) ?? environment.at(-1)
  if (path) return { kind: 'env-file', path }
  const runsAgent = /mesos-(agent|slave)/.test(unit.execStart)
  return { kind: runsAgent ? 'unit' : 'unknown', path: unit.fragmentPath }
}

/** The directory that the init wrapper's own text says it reads flags from. */
function wrapperFolder(unit: UnitInfo, files: SourceFiles): string | undefined {
  const [program = '', role = ''] = unit.execStart.split(' ')
  if (!program.endsWith('mesos-init-wrapper')) return undefined
  const text = files.get(program)?.text ?? ''
  const named = [...text.matchAll(/\/etc\/mesos-(?:slave|agent)(?![\w-])/g)].map(([path]) => path)
  return named.find((path) => path === `/etc/mesos-${role}`) ?? named[0]
}

function existing(paths: readonly string[], files: SourceFiles): string[] {
  return paths.filter((path) => files.has(path))
}

function defaultsFiles(files: SourceFiles): string[] {
  return [...files.keys()].filter((path) => path.startsWith('/etc/default/mesos'))
}

/** MESOS_HOOKS → hooks; undefined for a variable that is no flag. */
function flagOfVariable(name: string): string | undefined {
  return name.startsWith('MESOS_') ? name.slice('MESOS_'.length).toLowerCase() : undefined
}

function fromEnvFile(path: string, files: SourceFiles): Flag[] {
  return parseEnvFile(files.get(path)?.text ?? '').flatMap(({ name, value }) => {
    const flag = flagOfVariable(name)
    return flag ? [{ name: flag, value, origin: path }] : []
  })
}

function unitEnvironment(unit: UnitInfo): Flag[] {
  const words = unit.environment.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []
  return words.flatMap((word) => {
    const text = word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word
    const flag = flagOfVariable(text.split('=', 1)[0] ?? '')
    const value = text.slice(text.indexOf('=') + 1)
    return flag ? [{ name: flag, value, origin: unit.fragmentPath }] : []
  })
}

function fromZkFile(files: SourceFiles): Flag[] {
  const file = files.get('/etc/mesos/zk')
  return file ? [{ name: 'master', value: file.text.trim(), origin: file.path }] : []
}

/** MASTER, IP and the like. Of substitutions only `$(cat FILE)` is followed. */
function fromDefaults(files: SourceFiles): Flag[][] {
  return defaultsFiles(files).map((path) =>
    parseEnvFile(files.get(path)?.text ?? '').flatMap(({ name, value }) => {
      const flag = WRAPPER_VARIABLES[name]
      const cat = /^\$\(cat (\S+)\)$/.exec(value)?.[1]
      const text = cat ? (files.get(cat)?.text.trim() ?? value) : value
      return flag ? [{ name: flag, value: text, origin: path }] : []
    }),
  )
}

function fromFolder(folder: string, files: SourceFiles): Flag[] {
  return [...files.values()].flatMap(({ path, text }) => {
    const file = path.slice(folder.length + 1)
    if (!path.startsWith(`${folder}/`) || file.includes('/')) return []
    if (file.startsWith('?')) return [bareFlag(file.slice(1), path)]
    return [{ name: file, value: text.trimEnd(), origin: path }]
  })
}

function bareFlag(name: string, origin: string): Flag {
  return name.startsWith('no-')
    ? { name: name.slice(3), value: 'false', origin }
    : { name, value: 'true', origin }
}

function fromCommandLine(unit: UnitInfo): Flag[] {
  const origin = unit.dropIns.at(-1) ?? unit.fragmentPath
  return unit.execStart.split(' ').flatMap((word) => {
    const match = /^--([^=]+)(?:=(.*))?$/.exec(word)
    if (!match) return []
    const [, name = '', value] = match
    return [value === undefined ? bareFlag(name, origin) : { name, value, origin }]
  })
}

const SECRET = /credential|secret|password|token|jwt|docker_config|environment_variables/

/** The flags for showing: a secret that stands in the value itself is hidden; a path to one is not. */
export function withoutSecrets(flags: Iterable<Flag>): Flag[] {
  return [...flags].map((flag) => {
    const path = /^(file:\/\/)?\/[^\s{]*$/.test(flag.value)
    return SECRET.test(flag.name) && !path ? { ...flag, value: '(hidden)' } : flag
  })
}

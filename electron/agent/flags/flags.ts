import { basename } from 'node:path'
import type { Flag, FlagSetting, FlagSource } from '../../contract/observation.ts'
import type { SourceFiles } from '../ask/source-file.ts'
import type { UnitInfo } from '../ask/systemd.ts'
import {
  argumentFlag,
  type FlagPlace,
  flagValue,
  type GivenFlag,
  type Launch,
  type LoadedFlag,
  type LoadedFlags,
  loadFlags,
  variableFlag,
} from '../mesos/load-flags.ts'
import { type AgentProcess, processLaunch } from './process-flags.ts'
import { hiddenSecrets } from './secrets.ts'
import { existingFiles, ownDropIn, type UnitLaunch, unitLaunch } from './unit-launch.ts'
import { unitWords } from './unit-words.ts'
import { COMPUTED, readWrapper, type Wrapper, wrapperLaunch } from './wrapper-launch.ts'

/** The flags that the unit would start the agent with, and where changes to them are written. */
export interface ConfiguredFlags {
  readonly source: FlagSource
  /** In effect, by name; the values of secrets included. */
  readonly flags: ReadonlyMap<string, Flag>
  /** The same with the places that they come from. */
  readonly loaded: LoadedFlags
  /** What the running process has; undefined: none runs, or it cannot be seen. */
  readonly running: LoadedFlags | undefined
  readonly wrapper: Wrapper | undefined
  readonly unitLaunch: UnitLaunch
  /** The unit runs a program that is not known: what it adds is seen on the process only. */
  readonly isOpaque: boolean
}

export interface LaunchMaterial {
  readonly unit: UnitInfo
  readonly files: SourceFiles
  readonly hostname?: string
  readonly process?: AgentProcess
}

/** Works out the flags from the unit itself, by systemd's, the wrapper's and Mesos's own rules. */
export function configuredFlags(material: LaunchMaterial): ConfiguredFlags {
  const { unit, files, process } = material
  const starting = unitLaunch(unit, files, material.hostname)
  const running = process && loadFlags(processLaunch(process))
  const wrapper = wrapperOf(starting, files)
  const inherited = starting.variables.flatMap(fromVariable)
  const agent = wrapper ? undefined : agentArguments(starting, unit.fragmentPath)
  const launch: Launch = wrapper
    ? wrapperLaunch(wrapper, files, inherited)
    : {
        arguments: agent ?? (process ? processLaunch(process).arguments : []),
        environment: inherited,
      }
  const loaded = loadFlags(launch)
  const flags = new Map<string, Flag>()
  for (const flag of loaded.flags.values()) flags.set(flag.name, shown(flag, running))
  return {
    source: flagSource(unit, starting, wrapper, files),
    flags,
    loaded,
    running,
    wrapper,
    unitLaunch: starting,
    isOpaque: !wrapper && !agent,
  }
}

function wrapperOf({ words }: UnitLaunch, files: SourceFiles): Wrapper | undefined {
  const at = words.findIndex(({ text }) => basename(text) === 'mesos-init-wrapper')
  const program = words[at]?.text ?? ''
  return at < 0 ? undefined : readWrapper(files.get(program)?.text ?? '', words[at + 1]?.text ?? '')
}

const AGENT = /(^|\/)(lt-)?mesos-(agent|slave)$/

/** The agent's arguments in ExecStart=; undefined where another program starts it in its own way. */
function agentArguments(
  { words, exec, ...unit }: UnitLaunch,
  fragmentPath: string,
): GivenFlag[] | undefined {
  const origin = exec?.path ?? fragmentPath
  const at = words.findIndex(({ text }) => AGENT.test(text))
  if (at < 0)
    return shellArguments(
      words.map(({ text }) => text),
      origin,
    )
  return words.slice(at + 1).flatMap(({ text, word, variable }): GivenFlag[] => {
    const flag = argumentFlag(text)
    if (!flag) return []
    const source = unit.variables.findLast(({ name }) => name === variable)
    const place: FlagPlace = { kind: 'command', word, variable }
    return [
      {
        ...flag,
        origin: source?.origin ?? origin,
        line: source ? source.line : exec?.line,
        as: source ? source.name : `--${flag.given}`,
        place,
      },
    ]
  })
}

/** `sh -c '… mesos-agent --flag=value …'`: read as far as it is plain words. */
function shellArguments(words: readonly string[], origin: string): GivenFlag[] | undefined {
  const script = /\/(ba|da)?sh$/.test(words[0] ?? '') && words[1] === '-c' ? words[2] : undefined
  const inner = unitWords(script ?? '')?.map(({ text }) => text) ?? []
  const at = inner.findIndex((text) => AGENT.test(text))
  if (at < 0 || inner.some((text) => text.includes('$'))) return undefined
  const place = { kind: 'process' } as const
  return inner.slice(at + 1).flatMap((text) => {
    const flag = argumentFlag(text)
    return flag ? [{ ...flag, origin, as: `--${flag.given}`, place }] : []
  })
}

function fromVariable(variable: UnitLaunch['variables'][number]): GivenFlag[] {
  const { name, value, origin, line, from } = variable
  const given = variableFlag(name)
  const kind = from === 'unit' ? 'unit-environment' : 'env-file'
  return given ? [{ given, value, origin, line, as: name, place: { kind, variable: name } }] : []
}

/** A value that only the shell can tell is the one that the process has. */
function shown(flag: LoadedFlag, running: LoadedFlags | undefined): Flag {
  const { name, from, overrides } = flag
  const runs = running?.flags.get(name)?.value ?? null
  const value = flag.value === COMPUTED ? (runs ?? COMPUTED) : flag.value
  return {
    name,
    ...setting(from),
    value,
    overrides: overrides.map(setting),
    ...(running && runs !== value && { running: runs }),
  }
}

function setting(from: GivenFlag): FlagSetting {
  const { origin, line, as } = from
  return { value: flagValue(from), origin, ...(line !== undefined && { line }), as }
}

/** Files of DC/OS that outlast an upgrade, the one to prefer first. */
const DCOS_OWN = ['/var/lib/dcos/mesos-slave-common', '/etc/mesosphere/mesos/agent.env']

/** Whether an upgrade of DC/OS, or a boot, puts a file's content back. */
export function isReplaced(path: string): boolean {
  return /^\/(opt\/mesosphere|run)\//.test(path) || path === '/var/lib/dcos/mesos-resources'
}

function flagSource(
  unit: UnitInfo,
  starting: UnitLaunch,
  wrapper: Wrapper | undefined,
  files: SourceFiles,
): FlagSource {
  if (wrapper) {
    const reason = 'The unit runs mesos-init-wrapper, whose text says that it reads this directory.'
    return { kind: 'init-wrapper', path: wrapper.folder, reason }
  }
  const { environmentFiles } = starting
  const dcos = DCOS_OWN.find((path) => environmentFiles.includes(path))
  if (dcos && environmentFiles.some(isReplaced)) {
    const reason =
      'DC/OS: an upgrade replaces /opt/mesosphere; of the files that outlast it the unit reads this one after those.'
    return { kind: 'dcos', path: dcos, reason }
  }
  const there = existingFiles(environmentFiles, files).filter((path) => !isReplaced(path))
  const withFlags = there.filter((path) =>
    starting.variables.some(({ origin, name }) => origin === path && variableFlag(name)),
  )
  const path = withFlags.at(-1) ?? there.at(-1)
  if (path) {
    const which =
      withFlags.length > 0 ? 'the last EnvironmentFile= with flags' : 'an EnvironmentFile='
    return { kind: 'env-file', path, reason: `It is ${which} of the unit.` }
  }
  if (!unit.fragmentPath) return { kind: 'unknown', path: '', reason: 'The unit has no file.' }
  const reason =
    'The flags stand in the unit itself: a drop-in changes them and stays when a package brings the unit anew.'
  return { kind: 'unit', path: ownDropIn(unit.name), reason }
}

/** The flags for showing: no secret that stands in a value. */
export function withoutSecrets(flags: Iterable<Flag>): Flag[] {
  return [...flags].map((flag) => {
    const hide = (value: string): string => hiddenSecrets(flag.name, value)
    return {
      ...flag,
      value: hide(flag.value),
      overrides: flag.overrides.map((each) => ({ ...each, value: hide(each.value) })),
      ...(typeof flag.running === 'string' && { running: hide(flag.running) }),
    }
  })
}

import { builtInIsolator, hasSince, OLD_ISOLATION } from './isolators.ts'
import type { ListedModule, NameProblem } from './name-problem.ts'

/** What decides beside the list itself whether an agent starts with it. */
export interface IsolationSurroundings {
  readonly modules: readonly ListedModule[]
  /** Undefined: not known, taken to be new. */
  readonly mesosVersion?: string
  /** The --image_providers value. */
  readonly imageProviders?: string
}

/** Splits an --isolation value as Mesos does: at commas, nothing trimmed; empty names are nothing. */
export function parseIsolation(value: string): string[] {
  return value.split(',').filter((name) => name !== '')
}

/** Only the Mesos containerizer reads --isolation; it is Mesos's own value of --containerizers. */
export function readsIsolation(containerizers: string | undefined): boolean {
  return containerizers === undefined || containerizers.split(',').includes('mesos')
}

/** Where an isolator comes from. */
export type IsolatorSource =
  | { readonly kind: 'built-in'; readonly purpose: string }
  | { readonly kind: 'module'; readonly library: string }
  | { readonly kind: 'unknown' }

/** What an agent of this version takes the name for. */
export function isolatorSource(
  name: string,
  modules: readonly { readonly name: string; readonly library: string }[],
  version?: string,
): IsolatorSource {
  const purpose = builtInIsolator(name, version)?.purpose ?? OLD_ISOLATION[name]
  if (purpose !== undefined) return { kind: 'built-in', purpose }
  const library = modules.find((each) => each.name === name)?.library
  return library === undefined ? { kind: 'unknown' } : { kind: 'module', library }
}

/**
 * What is wrong with an --isolation list, in the order in which Mesos meets it: it stops at the
 * first. One place may have several.
 */
export function isolationProblems(
  names: readonly string[],
  around: IsolationSurroundings,
): NameProblem[] {
  const rules = hasSince(around.mesosVersion, '1.5') ? [tooMany, imageSupport] : [oldDisk]
  return [duplicates, ...rules, fileSystemNeeded, unknown].flatMap((rule) => rule(names, around))
}

type Rule = (names: readonly string[], around: IsolationSurroundings) => NameProblem[]

const duplicates: Rule = (names) =>
  names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : takenOut(
          names,
          index,
          `Duplicate entries found in --isolation flag '[ ${names.join(', ')} ]'`,
        ),
  )

/** Since 1.5 there is one isolator of the file system and one that sets up networks. */
const tooMany: Rule = (names) => {
  const surplus = (isOne: (name: string) => boolean, error: string) =>
    names.flatMap((name, index) =>
      isOne(name) && names.findIndex(isOne) < index && names.indexOf(name) === index
        ? takenOut(names, index, error)
        : [],
    )
  return [
    ...surplus(
      (name) => name.startsWith('filesystem/'),
      'Using multiple filesystem isolators simultaneously is disallowed',
    ),
    ...surplus(
      (name) => name.startsWith('network/') && name !== 'network/ports',
      'Using multiple network isolators simultaneously is disallowed',
    ),
  ]
}

const oldDisk: Rule = (names) =>
  names.some((name) => name.includes('posix/disk')) && names.includes('disk/du')
    ? takenOut(
        names,
        names.findIndex((name) => name.includes('posix/disk')),
        "Using 'posix/disk' and 'disk/du' simultaneously is disallowed",
      )
    : []

const imageSupport: Rule = (names, { imageProviders }) =>
  imageProviders === undefined || names.includes('filesystem/linux')
    ? []
    : [
        problem(
          undefined,
          "The 'filesystem/linux' isolator must be enabled for container image support",
          'Put filesystem/linux in',
          withLinuxFileSystem(names),
        ),
      ]

const fileSystemNeeded: Rule = (names, { mesosVersion }) =>
  names.flatMap((name, index) => {
    const needs = builtInIsolator(name, mesosVersion)?.needsLinuxFileSystem
    const has = names.some((each) => each.includes('filesystem/linux'))
    if (!needs || has || !hasSince(mesosVersion, needs.since)) return []
    const error = `Failed to create isolator '${name}': ${needs.error}`
    return [problem(index, error, 'Put filesystem/linux in', withLinuxFileSystem(names))]
  })

function withLinuxFileSystem(names: readonly string[]): string[] {
  return ['filesystem/linux', ...names.filter((name) => !name.startsWith('filesystem/'))]
}

const unknown: Rule = (names, around) => {
  const found = names.flatMap((name, index) => {
    if (names.indexOf(name) < index || isProvided(name, names, around)) return []
    const trimmed = name.trim()
    const error = unknownError(name, names, around.mesosVersion)
    if (trimmed !== name && trimmed !== '' && !names.includes(trimmed))
      return problem(index, error, 'Take the space out', names.with(index, trimmed))
    return takenOut(names, index, error)
  })
  // Those that Mesos brings are made first, and all before 1.5 in the order of their names.
  const isEarly = ({ error }: NameProblem) => error.includes('Failed to create isolator')
  if (hasSince(around.mesosVersion, '1.5'))
    return found.toSorted((a, b) => Number(isEarly(b)) - Number(isEarly(a)))
  const nameAt = ({ index }: NameProblem) => names[index ?? 0] ?? ''
  return found.toSorted((a, b) => (nameAt(a) < nameAt(b) ? -1 : 1))
}

function isProvided(
  name: string,
  names: readonly string[],
  { modules, mesosVersion }: IsolationSurroundings,
): boolean {
  if (builtInIsolator(name, mesosVersion)) return true
  if (name in OLD_ISOLATION && (names.length === 1 || hasSince(mesosVersion, '1.6'))) return true
  const module = modules.find((each) => each.name === name)
  return module !== undefined && module.kind !== 'hook'
}

/** The cgroups isolators are one, which names what it does not know as the first of them is made. */
function unknownError(name: string, names: readonly string[], version: string | undefined): string {
  const plain = `Unknown or unsupported isolator '${name}'`
  const isOld = !hasSince(version, '1.5')
  const first = cgroupsMadeFirst(name, names, version)
  if (first !== undefined && !(isOld && first === name))
    return `Failed to create isolator '${first}': ${plain}`
  return isOld ? `Failed to create isolator '${name}': Unknown or unsupported isolator` : plain
}

function cgroupsMadeFirst(
  name: string,
  names: readonly string[],
  version: string | undefined,
): string | undefined {
  if (!name.startsWith('cgroups/') || names.includes('cgroups/all')) return undefined
  // Since 1.12 it is made in any case, by the name that stands first.
  if (hasSince(version, '1.12')) return 'cgroups/all'
  const cgroups = names.filter((each) => each.startsWith('cgroups/')).toSorted()
  return hasSince(version, '1.5')
    ? cgroups.find((each) => builtInIsolator(each, version))
    : cgroups[0]
}

function takenOut(names: readonly string[], index: number, error: string): NameProblem[] {
  const without = names.filter((_, at) => at !== index)
  return [problem(index, error, 'Take it out', without)]
}

function problem(
  index: number | undefined,
  reason: string,
  label: string,
  names: string[],
): NameProblem {
  const error = `Failed to create a containerizer: Could not create MesosContainerizer: ${reason}`
  return { ...(index !== undefined && { index }), error, fix: { label, names } }
}

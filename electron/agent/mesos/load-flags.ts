import { mesosFlag } from './mesos-flags.ts'

/** How the place that gives a flag can be changed. */
export type FlagPlace =
  /** A file of the init wrapper's directory. */
  | { readonly kind: 'flag-file' }
  /** An assignment in a file of EnvironmentFile=. */
  | { readonly kind: 'env-file'; readonly variable: string }
  /** An assignment in a file that the init wrapper sources. */
  | { readonly kind: 'shell'; readonly variable: string }
  /** Environment= of the unit. */
  | { readonly kind: 'unit-environment'; readonly variable: string }
  /** A word of ExecStart=, by its number; `variable` when it came out of one. */
  | { readonly kind: 'command'; readonly word: number; readonly variable?: string }
  /** Only the running process shows it. */
  | { readonly kind: 'process' }

/** One place that gives a flag a value, before Mesos has decided which counts. */
export interface GivenFlag {
  /** As Mesos reads it: lower case, 'no-' still in front. */
  readonly given: string
  /** Undefined: a flag without '='. */
  readonly value: string | undefined
  /** The file, in words where it is none. */
  readonly origin: string
  /** From 1. */
  readonly line?: number
  /** As it is written there: 'MESOS_HOOKS', '--hooks', 'ISOLATION'. */
  readonly as: string
  readonly place: FlagPlace
}

/** All that an agent is started with. */
export interface Launch {
  /** Of the command line, in order. */
  readonly arguments: readonly GivenFlag[]
  /** MESOS_* variables; of the same name the later one is in the environment. */
  readonly environment: readonly GivenFlag[]
}

/** A flag as Mesos loads it. */
export interface LoadedFlag {
  readonly name: string
  readonly value: string
  readonly from: GivenFlag
  /** What it wins over, the nearest first. */
  readonly overrides: readonly GivenFlag[]
}

/** What would end the agent while it loads its flags. */
export interface FlagProblem {
  readonly flag: string
  /** Mesos's own text. */
  readonly error: string
  /** The places at fault. */
  readonly places: readonly GivenFlag[]
}

export interface LoadedFlags {
  readonly flags: ReadonlyMap<string, LoadedFlag>
  /** In the order in which Mesos would meet them; it ends with the first. */
  readonly problems: readonly FlagProblem[]
  /** MESOS_* variables that are no flags: ignored without a word. */
  readonly ignored: readonly GivenFlag[]
}

/** Mesos trims an argument as a whole; a flag's name is taken in lower case. */
export function argumentFlag(
  word: string,
): { given: string; value: string | undefined } | undefined {
  const text = word.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  if (!text.startsWith('--') || text === '--') return undefined
  const equals = text.indexOf('=')
  const given = text.slice(2, equals < 0 ? undefined : equals).toLowerCase()
  return { given, value: equals < 0 ? undefined : text.slice(equals + 1) }
}

/** MESOS_HOOKS → hooks; undefined for a variable of another prefix. */
export function variableFlag(name: string): string | undefined {
  return name.startsWith('MESOS_') ? name.slice('MESOS_'.length).toLowerCase() : undefined
}

/** 'no-strict' → 'strict', and an alias → the flag's name. */
function canonical(given: string): string {
  const bare = given.replace(/^no-/, '')
  return mesosFlag(bare)?.name ?? bare
}

/**
 * Loads flags as stout does: the command line before the environment, where the names are the same
 * to the letter; then everything in the order of the names.
 */
export function loadFlags(launch: Launch): LoadedFlags {
  const environment = byVariable(launch.environment)
  const known = environment.filter(({ top }) => mesosFlag(top.given.replace(/^no-/, '')))
  const onCommandLine = new Set(launch.arguments.map(({ given }) => given))
  const candidates: Candidate[] = [
    ...launch.arguments.map((top) => ({ top, below: [] })),
    ...known.filter(({ top }) => !onCommandLine.has(top.given)),
  ]
  const loader = new Loader(known)
  for (const candidate of candidates.toSorted((a, b) => bytewise(a.top.given, b.top.given)))
    loader.take(candidate)
  const ignored = environment.filter((each) => !known.includes(each)).map(({ top }) => top)
  return { flags: loader.flags, problems: loader.finish(), ignored }
}

/** The assignment that reaches the process, and those that it replaced, nearest first. */
interface Candidate {
  readonly top: GivenFlag
  readonly below: readonly GivenFlag[]
}

function byVariable(given: readonly GivenFlag[]): Candidate[] {
  const stacks = new Map<string, GivenFlag[]>()
  for (const each of given) {
    const stack = stacks.get(each.given) ?? []
    stack.unshift(each)
    stacks.set(each.given, stack)
  }
  return [...stacks.values()].flatMap(([top, ...below]) => (top ? [{ top, below }] : []))
}

function bytewise(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}

class Loader {
  readonly flags = new Map<string, LoadedFlag>()
  private readonly problems: FlagProblem[] = []
  private readonly loadedNames = new Map<string, string>()
  private readonly environment: readonly Candidate[]

  constructor(environment: readonly Candidate[]) {
    this.environment = environment
  }

  take({ top, below }: Candidate): void {
    const bare = top.given.replace(/^no-/, '')
    const name = canonical(top.given)
    const earlier = this.flags.get(name)
    const error =
      unknownError(top, bare) ?? this.duplicateError(name, bare) ?? valueError(top, bare)
    if (error) {
      const places = earlier ? [earlier.from, top] : [top]
      this.problems.push({ flag: name, error, places })
    }
    if (earlier) {
      this.flags.set(name, { ...earlier, overrides: [...earlier.overrides, top, ...below] })
      return
    }
    this.loadedNames.set(name, bare)
    const beaten = this.environment.filter(
      (each) => each.top !== top && each.top.given === top.given,
    )
    const overrides = [...below, ...beaten.flatMap((each) => [each.top, ...each.below])]
    this.flags.set(name, { name, value: flagValue(top), from: top, overrides })
  }

  /** The problems, with the one that Mesos finds once all flags are loaded. */
  finish(): FlagProblem[] {
    const [modules, directory] = [this.flags.get('modules'), this.flags.get('modules_dir')]
    if (!modules || !directory) return this.problems
    const error = 'Only one of --modules or --modules_dir should be specified'
    return [...this.problems, { flag: 'modules', error, places: [modules.from, directory.from] }]
  }

  private duplicateError(name: string, bare: string): string | undefined {
    const loaded = this.loadedNames.get(name)
    return loaded && `Flag '${bare}' is already loaded via name '${loaded}'`
  }
}

function unknownError({ given }: GivenFlag, bare: string): string | undefined {
  if (mesosFlag(bare)) return undefined
  return `Failed to load unknown flag '${bare}'${given === bare ? '' : ` via '${given}'`}`
}

function valueError({ given, value }: GivenFlag, bare: string): string | undefined {
  const negated = given !== bare
  if (mesosFlag(bare)?.kind !== 'boolean') {
    if (negated) return `Failed to load non-boolean flag '${bare}' via '${given}'`
    return value === undefined
      ? `Failed to load non-boolean flag '${bare}': Missing value`
      : undefined
  }
  if (!value) return undefined
  if (negated) return `Failed to load boolean flag '${bare}' via '${given}' with value '${value}'`
  if (['true', 'false', '1', '0'].includes(value) || value.startsWith('file://')) return undefined
  return `Failed to load flag '${bare}': Failed to load value '${value}': Expecting a boolean (e.g., true or false)`
}

/** The value that Mesos makes of what is given: `--strict` and `--strict=1` are 'true'. */
export function flagValue({ given, value }: Pick<GivenFlag, 'given' | 'value'>): string {
  const isBoolean = mesosFlag(given.replace(/^no-/, ''))?.kind === 'boolean'
  if (!isBoolean) return value ?? ''
  if (given.startsWith('no-') || value === '0') return 'false'
  return value === undefined || value === '' || value === '1' ? 'true' : value
}

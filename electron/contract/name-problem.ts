import type { Observation } from './observation.ts'

/** Why an agent would not start with this list of names, and the list without that. */
export interface NameProblem {
  /** Place in the list; absent: the list as a whole. */
  readonly index?: number
  /** The text that Mesos would exit with. */
  readonly error: string
  readonly fix: { readonly label: string; readonly names: string[] }
}

/** A module as far as it is known what it is. */
export interface ListedModule {
  readonly name: string
  /** Undefined: its library does not tell. */
  readonly kind?: 'hook' | 'isolator'
}

/** The modules with what the running agent takes them for; a build of ours has hooks only. */
export function withKinds<T extends { readonly name: string; readonly library: string }>(
  modules: readonly T[],
  { runningHooks = [], runningIsolation = [], installedBuilds }: Observation,
): (T & ListedModule)[] {
  return modules.map((module) => {
    const isOurs = installedBuilds.some(({ path }) => path === module.library)
    if (isOurs || runningHooks.includes(module.name)) return { ...module, kind: 'hook' }
    return runningIsolation.includes(module.name) ? { ...module, kind: 'isolator' } : module
  })
}

/**
 * Modules that could be switched on by a flag's list and are not: in no list, of no other kind. A
 * manifest may have one twice.
 */
export function idleModules(
  kind: ListedModule['kind'],
  modules: readonly ListedModule[],
  named: readonly string[],
): string[] {
  const idle = modules.filter((each) => !named.includes(each.name))
  const names = idle.flatMap((each) => (each.kind && each.kind !== kind ? [] : each.name))
  return [...new Set(names)]
}

/** Modules whose libraries do not tell what they are. */
export function ofUnknownKind(modules: readonly ListedModule[]): ReadonlySet<string> {
  return new Set(modules.filter(({ kind }) => !kind).map(({ name }) => name))
}

import { isolationProblems, parseIsolation, readsIsolation } from '../../contract/isolation.ts'
import { builtInIsolator, DEFAULT_ISOLATION } from '../../contract/isolators.ts'
import type { ListedModule } from '../../contract/name-problem.ts'

/** The flags that decide which isolators an agent makes. */
export interface IsolationInput {
  /** The --isolation value; undefined: no such flag. */
  readonly value: string | undefined
  /** The --containerizers value; undefined: no such flag. */
  readonly containerizers?: string
  readonly imageProviders?: string
  /** What the running agent has, which its Mesos is known to have been built with. */
  readonly running?: readonly string[]
}

interface IsolationVerdict {
  readonly error?: string
  readonly at?: string
  /** What could not be told from here. */
  readonly unverified: readonly string[]
}

/** Mesos's verdict on --isolation, given the modules that are loaded by then. */
export function predictIsolation(
  input: IsolationInput,
  modules: readonly (ListedModule & { readonly library: string })[],
  mesosVersion: string | undefined,
): IsolationVerdict {
  if (!readsIsolation(input.containerizers)) return { unverified: [] }
  const { value, imageProviders, running = [] } = input
  const names = value === undefined ? DEFAULT_ISOLATION : parseIsolation(value)
  const [first] = isolationProblems(names, { modules, mesosVersion, imageProviders })
  if (first) {
    const { error, index } = first
    const at = index === undefined ? '--isolation' : `--isolation, name ${index + 1}`
    return { error, at, unverified: [] }
  }
  const unverified = names
    .filter((name) => !running.includes(name))
    .flatMap((name) => doubts(name, modules, mesosVersion))
  return { unverified }
}

function doubts(
  name: string,
  modules: Parameters<typeof predictIsolation>[1],
  mesosVersion: string | undefined,
): string[] {
  const builtIn = builtInIsolator(name, mesosVersion)
  if (builtIn)
    return builtIn.builtWith ? [`${name} is only in a Mesos built with ${builtIn.builtWith}`] : []
  const module = modules.find((each) => each.name === name)
  return module && !module.kind ? [`${name} of ${module.library} may not be an isolator`] : []
}

import type { ListFlag } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import { noHookModule } from '../../contract/hook-problems.ts'
import { parseIsolation } from '../../contract/isolation.ts'

/** Splits a --hooks value as Mesos does: at commas, nothing trimmed; '' gives one empty name. */
export function parseHooks(value: string): string[] {
  return value.split(',')
}

/** The names in a flag's value; undefined: the flag is not set. */
export function parseNames(flag: ListFlag, value: string | undefined): string[] | undefined {
  if (value === undefined) return undefined
  return flag === 'hooks' ? parseHooks(value) : parseIsolation(value)
}

/** What a name of the list is: 'hook'. */
export function nounOf(flag: ListFlag): string {
  return flag === 'hooks' ? 'hook' : 'isolator'
}

/**
 * The flag's value for this list. Refuses a name that the agent could not find again in the list:
 * an empty one, or one with a comma, white space or control characters.
 */
export function formatNames(flag: ListFlag, names: readonly string[]): string {
  for (const name of names) {
    if (/^[^\s,\p{Cc}]+$/u.test(name)) continue
    throw new Failure({
      code: 'input-invalid',
      message: `'${name}' cannot be the name of ${flag === 'hooks' ? 'a hook' : 'an isolator'}.`,
      advice: 'Use the module name from the manifest; no commas, no white space, not empty.',
      // Mesos takes no white space away.
      evidence: flag === 'hooks' && name.trim() !== name ? noHookModule(name) : undefined,
    })
  }
  return names.join(',')
}

/** The list with `name` at the end, unless it is there already. */
export function addName(names: readonly string[], name: string): string[] {
  return names.includes(name) ? [...names] : [...names, name]
}

export function removeName(names: readonly string[], name: string): string[] {
  return names.filter((each) => each !== name)
}

/** Moves the name to `index` of the resulting list; kept inside the list's ends. */
export function moveName(names: readonly string[], name: string, index: number): string[] {
  if (!names.includes(name)) return [...names]
  const others = removeName(names, name)
  others.splice(Math.max(0, Math.min(index, others.length)), 0, name)
  return others
}

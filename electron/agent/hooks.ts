import { Failure } from '../contract/failure.ts'

/** Splits a --hooks value as Mesos does: at commas, nothing trimmed; '' gives one empty name. */
export function parseHooks(value: string): string[] {
  return value.split(',')
}

/**
 * The value of --hooks for this list. Refuses a name that the agent could not find again in the
 * list: an empty one, or one with a comma, white space or control characters.
 */
export function formatHooks(hooks: readonly string[]): string {
  for (const hook of hooks) {
    if (/^[^\s,\p{Cc}]+$/u.test(hook)) continue
    throw new Failure({
      code: 'input-invalid',
      message: `'${hook}' cannot be the name of a hook.`,
      advice: 'Use the module name from the manifest; no commas, no white space, not empty.',
    })
  }
  return hooks.join(',')
}

/** The list with `hook` at the end, unless it is there already. */
export function addHook(hooks: readonly string[], hook: string): string[] {
  return hooks.includes(hook) ? [...hooks] : [...hooks, hook]
}

export function removeHook(hooks: readonly string[], hook: string): string[] {
  return hooks.filter((each) => each !== hook)
}

/** Moves the hook to `index` of the resulting list; kept inside the list's ends. */
export function moveHook(hooks: readonly string[], hook: string, index: number): string[] {
  if (!hooks.includes(hook)) return [...hooks]
  const others = removeHook(hooks, hook)
  others.splice(Math.max(0, Math.min(index, others.length)), 0, hook)
  return others
}

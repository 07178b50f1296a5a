import type { ManifestModule } from '../electron/contract/observation.ts'

/** Why an agent would not start with this entry of --hooks, and the list without that. */
export interface HookProblem {
  /** Place in the list. */
  readonly index: number
  /** The text that Mesos would exit with. */
  readonly error: string
  readonly fix: { readonly label: string; readonly hooks: string[] }
}

/**
 * What is wrong with a --hooks list, given the modules that the manifest provides. Mesos stops at
 * the first of these.
 */
export function hookProblems(
  hooks: readonly string[],
  modules: readonly Pick<ManifestModule, 'name'>[],
): HookProblem[] {
  const provided = new Set(modules.map(({ name }) => name))
  const without = (index: number) => hooks.filter((_, at) => at !== index)
  return hooks.flatMap((hook, index): HookProblem[] => {
    if (hooks.indexOf(hook) < index)
      return [problem(index, `Hook module '${hook}' already loaded`, 'Take it out', without(index))]
    if (provided.has(hook)) return []
    const error = `No hook module named '${hook}' available`
    const trimmed = hook.trim()
    if (trimmed !== hook && trimmed !== '' && !hooks.includes(trimmed))
      return [problem(index, error, 'Take the space out', hooks.with(index, trimmed))]
    return [problem(index, error, 'Take it out', without(index))]
  })
}

function problem(index: number, reason: string, label: string, hooks: string[]): HookProblem {
  return { index, error: `Error installing hooks: ${reason}`, fix: { label, hooks } }
}

/** Modules that could run as hooks and do not: the manifest does not say which of them are hooks. */
export function idleModules(
  hooks: readonly string[],
  modules: readonly Pick<ManifestModule, 'name'>[],
): string[] {
  return modules.map(({ name }) => name).filter((name) => !hooks.includes(name))
}

/**
 * What a new order changes, in words: of a variable that two hooks set for the same task the later
 * hook's value stays. Empty: nothing.
 */
export function orderChanges(before: readonly string[], after: readonly string[]): string[] {
  const common = after.filter((hook) => before.includes(hook))
  return common.flatMap((earlier, index) =>
    common
      .slice(index + 1)
      .filter((later) => before.indexOf(later) < before.indexOf(earlier))
      .map((later) => `A variable that both set: now ${later}’s value stays, not ${earlier}’s.`),
  )
}

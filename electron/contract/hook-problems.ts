import type { ListedModule, NameProblem } from './name-problem.ts'

/** What Mesos exits with when --hooks names what no manifest provides; white space is part of a name. */
export function noHookModule(hook: string): string {
  return `Error installing hooks: No hook module named '${hook}' available`
}

/**
 * What is wrong with a --hooks list, given the modules that the manifest provides. Mesos stops at
 * the first of these.
 */
export function hookProblems(
  hooks: readonly string[],
  modules: readonly ListedModule[],
): NameProblem[] {
  const provided = new Set(modules.flatMap(({ name, kind }) => (kind === 'isolator' ? [] : name)))
  const without = (index: number) => hooks.filter((_, at) => at !== index)
  return hooks.flatMap((hook, index): NameProblem[] => {
    if (hooks.indexOf(hook) < index) {
      const error = `Error installing hooks: Hook module '${hook}' already loaded`
      return [problem(index, error, 'Take it out', without(index))]
    }
    if (provided.has(hook)) return []
    const error = noHookModule(hook)
    const trimmed = hook.trim()
    if (trimmed !== hook && trimmed !== '' && !hooks.includes(trimmed))
      return [problem(index, error, 'Take the space out', hooks.with(index, trimmed))]
    return [problem(index, error, 'Take it out', without(index))]
  })
}

function problem(index: number, error: string, label: string, names: string[]): NameProblem {
  return { index, error, fix: { label, names } }
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

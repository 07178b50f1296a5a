import type { Prompt } from '../electron/contract/prompts.ts'

/**
 * The order in which questions are shown: the one that is shown stays, then those whose answer was
 * wrong, since the operator has just typed it, then the oldest. What needs no typing holds up none.
 */
export function inTurn(prompts: readonly Prompt[], shown: string | undefined): Prompt[] {
  const rank = ({ id, attempt, fields }: Prompt): number => {
    if (fields.length === 0) return 3
    if (id === shown) return 0
    return attempt > 1 ? 1 : 2
  }
  return [...prompts].sort((a, b) => rank(a) - rank(b))
}

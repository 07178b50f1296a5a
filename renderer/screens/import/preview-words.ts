import type { ImportedAgent, ImportPreview } from '../../../electron/contract/inventory.ts'
import type { AgentState } from '../../agent-state.ts'

type Change = ImportedAgent['change']

/** How many agents each kind of change meets. */
export function changeCounts({ agents }: ImportPreview): Record<Change, number> {
  const counts = { add: 0, update: 0, same: 0, keep: 0, refused: 0 }
  for (const { change } of agents) counts[change] += 1
  return counts
}

/** '3 to add · 1 to change · 2 as they are · 1 refused'; what is none is left out. */
export function countsWords(preview: ImportPreview): string {
  const { add, update, same, keep, refused } = changeCounts(preview)
  const parts: [number, string][] = [
    [add, 'to add'],
    [update, 'to change'],
    [same + keep, 'as they are'],
    [refused, 'refused'],
  ]
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  return words.join(' · ') || 'The source names no agent'
}

export const changeStates: Readonly<Record<Change, AgentState>> = {
  refused: { tone: 'bad', word: 'Refused' },
  update: { tone: 'warn', word: 'Change' },
  add: { tone: 'ok', word: 'Add' },
  keep: { tone: 'idle', word: 'Left' },
  same: { tone: 'idle', word: 'Same' },
}

/** What needs a look first, then what is recorded; in the source's order within each. */
export function inOrder(agents: readonly ImportedAgent[]): ImportedAgent[] {
  const order = Object.keys(changeStates)
  return [...agents].sort((a, b) => order.indexOf(a.change) - order.indexOf(b.change))
}

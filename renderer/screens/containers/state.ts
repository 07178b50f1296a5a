import type { AgentState } from '../../agent-state.ts'
import type { ContainerRow } from '../../usage.ts'

/** A container's condition in one word; a full one matters more than that it runs. */
export function containerState({ project, percent, stale }: ContainerRow): AgentState {
  if (project.state === 'error') return { tone: 'bad', word: 'Error' }
  if (stale) return { tone: 'warn', word: 'Stale' }
  if (percent !== undefined && percent >= 100) return { tone: 'bad', word: 'Full' }
  if (project.state === 'active') return { tone: 'ok', word: 'Active' }
  if (project.state === 'released') return { tone: 'idle', word: 'Released' }
  return { tone: 'idle', word: 'Unknown' }
}

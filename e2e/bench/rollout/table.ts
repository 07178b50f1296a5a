import type { RolloutResult } from './rollout.ts'

/** The numbers for people, each beside the floor's. */
export function rolloutTable({ agents, contenders }: RolloutResult): string {
  const { floor } = contenders
  const times = (value: number, of: number | undefined) =>
    of ? `${(value / of).toFixed(2).padStart(7)} × floor` : ''
  const lines = Object.entries(contenders).map(
    ([name, { wall_s, cpu_s, ok }]) =>
      `${name.padEnd(20)}${String(ok).padStart(5)} done  wall ${wall_s.toFixed(2).padStart(8)} s` +
      `${times(wall_s, floor?.wall_s)}  cpu ${cpu_s.toFixed(2).padStart(8)} s${times(cpu_s, floor?.cpu_s)}`,
  )
  return [`${agents} agents`, ...lines].join('\n')
}

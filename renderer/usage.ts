import type { AgentUsage, Project } from '../electron/contract/usage.ts'
import { percentOf } from './format.ts'

export type UsageByAgent = Readonly<Record<string, AgentUsage>>

/** One container as the table shows it. */
export interface ContainerRow {
  readonly key: string
  readonly agent: string
  readonly project: Project
  /** Of the hard limit; undefined without one. */
  readonly percent: number | undefined
  readonly inodePercent: number | undefined
  /** From a status that is old or could not be read again. */
  readonly stale: boolean
}

/**
 * Adds one agent's reading. A failed reading keeps the last status beside its failure: what was
 * known a moment ago, marked stale, serves an operator better than an empty table.
 */
export function addUsage(known: UsageByAgent, next: AgentUsage): UsageByAgent {
  const last = known[next.agent]
  const kept = !next.status && last?.status ? { ...next, status: last.status, stale: true } : next
  return { ...known, [next.agent]: kept }
}

/** All containers of all agents, the fullest first; those without a limit last. */
export function containerRows(usage: UsageByAgent): ContainerRow[] {
  return Object.values(usage).flatMap(rowsOf).sort(byFullest)
}

function rowsOf(usage: AgentUsage): ContainerRow[] {
  return (usage.status?.projects ?? []).map((project) => ({
    key: `${usage.agent}/${project.id}/${project.path}`,
    agent: usage.agent,
    project,
    percent: percentOf(project.usedBytes, project.hardLimitBytes),
    inodePercent: percentOf(project.usedInodes, project.inodeLimit),
    stale: usage.stale,
  }))
}

function byFullest(a: ContainerRow, b: ContainerRow): number {
  return (
    (b.percent ?? -1) - (a.percent ?? -1) ||
    b.project.usedBytes - a.project.usedBytes ||
    a.key.localeCompare(b.key)
  )
}

/** Whether every word of the filter is found somewhere in the row. */
export function matchesFilter(row: ContainerRow, filter: string): boolean {
  const { project } = row
  const text = [
    row.agent,
    project.containerName,
    project.taskId,
    project.executorId,
    project.frameworkId,
    project.path,
    project.id,
    project.state,
  ]
    .join(' ')
    .toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

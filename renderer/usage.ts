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
 * Adds agents' readings. A failed reading keeps the last status beside its failure: what was
 * known a moment ago, marked stale, serves an operator better than an empty table.
 */
export function addUsage(known: UsageByAgent, news: readonly AgentUsage[]): UsageByAgent {
  const kept = news.map((next) => {
    const last = known[next.agent]
    return !next.status && last?.status ? { ...next, status: last.status, stale: true } : next
  })
  return { ...known, ...Object.fromEntries(kept.map((usage) => [usage.agent, usage])) }
}

export type SortKey = 'agent' | 'task' | 'percent' | 'used' | 'inodes'

export interface Sorting {
  readonly by: SortKey
  readonly descending: boolean
}

const sortValues: Readonly<Record<SortKey, (row: ContainerRow) => number | string>> = {
  agent: (row) => row.agent,
  task: (row) => row.project.taskId || row.project.executorId,
  // Without a limit there is no share: such rows count as the emptiest.
  percent: (row) => row.percent ?? -1,
  used: (row) => row.project.usedBytes,
  inodes: (row) => row.project.usedInodes,
}

/** All containers of all agents, sorted; equal ones keep one order however they came in. */
export function containerRows(usage: UsageByAgent, sorting: Sorting): ContainerRow[] {
  const value = sortValues[sorting.by]
  const sign = sorting.descending ? -1 : 1
  return Object.values(usage)
    .flatMap(rowsOf)
    .sort((a, b) => sign * compare(value(a), value(b)) || order(a.key, b.key))
}

const { compare: byLanguage } = new Intl.Collator()

function compare(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : byLanguage(String(a), String(b))
}

/** Of keys, which nobody reads: by code unit, which is many times faster than by language. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The sorting after a click on a column: the same column turns around, numbers start with the most. */
export function nextSorting(sorting: Sorting, by: SortKey): Sorting {
  if (sorting.by === by) return { by, descending: !sorting.descending }
  return { by, descending: by !== 'agent' && by !== 'task' }
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

/** Whether every word of the filter is found somewhere in the row. */
export function matchesFilter(row: ContainerRow, filter: string): boolean {
  if (filter.trim() === '') return true
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

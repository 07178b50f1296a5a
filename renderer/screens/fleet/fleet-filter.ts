import { formatCount, plural } from '../../format.ts'
import type { FleetRow } from './use-fleet.ts'

/** '37 of 1,000 agents · 20 running · 2 in trouble · 5 could not be observed': of those that are found. */
export function fleetWords(rows: readonly FleetRow[], found: readonly FleetRow[]): string {
  const count = (is: (row: FleetRow) => boolean) => found.filter(is).length
  const running = count(({ state }) => state.word === 'Running')
  const troubled = count(({ state, failure }) => state.tone === 'bad' && !failure)
  const unobserved = count(({ failure }) => failure !== undefined)
  const all = plural(rows.length, 'agent')
  const parts = [found.length < rows.length ? `${formatCount(found.length)} of ${all}` : all]
  parts.push(`${formatCount(running)} running`)
  if (troubled > 0) parts.push(`${formatCount(troubled)} in trouble`)
  if (unobserved > 0) parts.push(`${formatCount(unobserved)} could not be observed`)
  return parts.join(' · ')
}

/** What is asked of a row: all of the filter's words. `group:`, `label:` and `state:` narrow a word. */
export function matches(row: FleetRow, filter: string): boolean {
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => word === '' || matchesWord(row, word))
}

function matchesWord(row: FleetRow, word: string): boolean {
  const [, kind, value = ''] = /^(group|label|state):(.*)$/.exec(word) ?? []
  const { agent, state } = row
  switch (kind) {
    case 'group':
      return agent.groups.some((group) => group.toLowerCase().includes(value))
    case 'label':
      return labelsOf(row).some((label) => label.includes(value))
    case 'state':
      return state.word.toLowerCase().replaceAll(' ', '-').includes(value.replaceAll(' ', '-'))
    default:
      return textOf(row).includes(word)
  }
}

function labelsOf({ agent }: FleetRow): string[] {
  return Object.entries(agent.labels).map(([name, value]) => `${name}=${value}`.toLowerCase())
}

function textOf(row: FleetRow): string {
  const { agent, observation, state } = row
  const seen = [observation?.mesosVersion, observation?.hostname, ...(observation?.hooks ?? [])]
  const words = [agent.name, agent.host, ...agent.groups, state.word, ...seen, ...labelsOf(row)]
  return words.join(' ').toLowerCase()
}

/** How rows can be put together under headings: by group, by state, or by a label. */
export type Folding = 'none' | 'group' | 'state' | `label:${string}`

export interface Fold {
  readonly heading: string
  readonly rows: readonly FleetRow[]
}

/** The foldings that mean something for these rows. */
export function foldingsOf(rows: readonly FleetRow[]): { value: Folding; label: string }[] {
  const labels = [...new Set(rows.flatMap(({ agent }) => Object.keys(agent.labels)))].sort()
  return [
    { value: 'none', label: 'Not folded' },
    { value: 'group', label: 'By group' },
    { value: 'state', label: 'By state' },
    ...labels.map((name) => ({ value: `label:${name}` as const, label: `By ${name}` })),
  ]
}

/** The rows under headings, by name; those that have nothing of the kind come last. */
export function folded(rows: readonly FleetRow[], folding: Folding): Fold[] {
  const folds = new Map<string, FleetRow[]>()
  for (const row of rows) {
    const heading = headingOf(row, folding)
    const fold = folds.get(heading)
    if (fold) fold.push(row)
    else folds.set(heading, [row])
  }
  const names = [...folds.keys()].sort(
    (a, b) => Number(a === '') - Number(b === '') || (a < b ? -1 : 1),
  )
  return names.map((heading) => ({ heading, rows: folds.get(heading) ?? [] }))
}

/** An agent of several groups stands under its last one, whose settings win. '' is none. */
function headingOf({ agent, state }: FleetRow, folding: Folding): string {
  if (folding === 'group') return agent.groups.at(-1) ?? ''
  if (folding === 'state') return state.word
  return agent.labels[folding.slice('label:'.length)] ?? ''
}

/** A line of the table: a heading that folds its agents away, or an agent. */
export type TableLine =
  | {
      readonly key: string
      readonly heading: string
      readonly count: number
      readonly open: boolean
    }
  | { readonly key: string; readonly row: FleetRow }

/** What the table shows, in order. `closed` holds keys of headings. */
export function tableLines(
  rows: readonly FleetRow[],
  folding: Folding,
  closed: ReadonlySet<string>,
): TableLine[] {
  if (folding === 'none') return rows.map(agentLine)
  return folded(rows, folding).flatMap(({ heading, rows: inFold }) => {
    // A slash is in no agent's name.
    const key = `/${folding}/${heading}`
    const open = !closed.has(key)
    return [{ key, heading, count: inFold.length, open }, ...(open ? inFold.map(agentLine) : [])]
  })
}

function agentLine(row: FleetRow): TableLine {
  return { key: row.key, row }
}

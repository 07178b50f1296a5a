import { CsvError, parse } from 'csv-parse/sync'
import type { AgentSettings } from '../../contract/agent.ts'
import { type Candidate, type Reading, type ReadingProblem, SourceError } from './reading.ts'

/** The columns that a table of agents may have, beside `label:NAME`. */
export const CSV_COLUMNS = [
  'name',
  'host',
  'port',
  'user',
  'privilege',
  'identityFile',
  'jumps',
  'statusFile',
  'groups',
] as const

/**
 * Reads a table of agents: a header line with CSV_COLUMNS in any order and spelling of case, comma
 * or semicolon between fields; several groups or jumps are joined by spaces. Throws SourceError
 * without a name column or for a file that is no table.
 */
export function readCsv(text: string): Reading {
  const [header = [], ...rows] = tableOf(text)
  const columns = header.map(columnOf)
  if (!columns.includes('name'))
    throw new SourceError(`The first line must name the columns; known: ${CSV_COLUMNS.join(', ')}.`)
  const problems: ReadingProblem[] = header.flatMap((title, index) =>
    columns[index] ? [] : [{ line: 1, message: `the column '${title}' is not known and left out` }],
  )
  const candidates = rows.map((row) => candidateOf(columns, row, problems))
  return { candidates: candidates.filter(({ name }) => name !== ''), problems }
}

interface Row {
  readonly line: number
  readonly fields: readonly string[]
}

function tableOf(text: string): [string[], ...Row[]] {
  const [firstLine = ''] = text.split('\n', 1)
  try {
    const rows = parse(text, {
      bom: true,
      delimiter: firstLine.includes(';') && !firstLine.includes(',') ? ';' : ',',
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    const [header, ...rest] = rows
    const read = rest.map(({ record, info }) => ({ line: info.lines, fields: record }))
    return [header?.record ?? [], ...read]
  } catch (error) {
    if (error instanceof CsvError) throw new SourceError(`It is no table: ${error.message}`)
    throw error
  }
}

/** 'Identity file' → identityFile, 'label:rack' → label:rack; undefined: not known. */
function columnOf(title: string): string | undefined {
  if (/^label:./.test(title)) return title
  const plain = title.toLowerCase().replace(/[ _-]/g, '')
  return CSV_COLUMNS.find((column) => column.toLowerCase() === plain)
}

function candidateOf(
  columns: readonly (string | undefined)[],
  { line, fields }: Row,
  problems: ReadingProblem[],
): Candidate {
  const values = new Map<string, string>()
  columns.forEach((column, index) => {
    const value = fields[index] ?? ''
    if (column && value !== '') values.set(column, value)
  })
  if (!values.has('name')) problems.push({ line, message: 'the name is missing' })
  const labels = [...values].flatMap(([column, value]) =>
    column.startsWith('label:') ? [[column.slice('label:'.length), value]] : [],
  )
  return {
    name: values.get('name') ?? '',
    host: values.get('host'),
    settings: settingsFrom(values),
    groups: words(values.get('groups')),
    labels: Object.fromEntries(labels),
    line,
  }
}

/** Values as written; whether they are allowed is the schema's to say. */
function settingsFrom(values: ReadonlyMap<string, string>): AgentSettings {
  const settings: Record<string, unknown> = {}
  for (const column of CSV_COLUMNS) {
    const value = values.get(column)
    if (value === undefined || ['name', 'host', 'groups'].includes(column)) continue
    if (column === 'port') settings.port = Number(value)
    else settings[column] = column === 'jumps' ? words(value) : value
  }
  return settings as AgentSettings
}

function words(text = ''): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

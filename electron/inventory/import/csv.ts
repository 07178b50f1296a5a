import { CsvError, parse } from 'csv-parse/sync'
import { type AgentSettings, agentSettingsSchema } from '../../contract/agent.ts'
import { type Candidate, type Reading, type ReadingProblem, SourceError } from './reading.ts'

/** The columns that a table of agents may have, beside `label:NAME`. */
const settings = Object.keys(agentSettingsSchema.shape) as (keyof AgentSettings)[]
export const CSV_COLUMNS = ['name', 'host', ...settings, 'groups'] as const

/**
 * Reads a table of agents: a header line with CSV_COLUMNS in any order and spelling of case, comma,
 * semicolon or tab between fields; several groups or jumps are joined by spaces. Throws SourceError
 * without a name column or for a file that is no table.
 */
export function readCsv(text: string): Reading {
  const [header = [], ...rows] = tableOf(text)
  const columns = header.map(columnOf)
  if (!columns.includes('name')) throw noColumns(header)
  const problems: ReadingProblem[] = header.flatMap((title, index) =>
    columns[index] ? [] : [{ line: 1, message: `the column '${title}' is not known and left out` }],
  )
  const candidates = rows.map((row) => candidateOf(columns, row, problems))
  return { candidates: candidates.filter(({ name }) => name !== ''), problems }
}

/** The first line is told as it is read: often it is the wrong file, or the wrong one of its lines. */
function noColumns(header: readonly string[]): SourceError {
  const has = header.map((title) => `'${title.slice(0, 40)}'`).slice(0, 8)
  return new SourceError(
    `Line 1 must name the columns and has none called 'name', but ${has.join(', ') || 'nothing'}.`,
    `Put a line such as 'name,host,user,groups,label:rack' first. Known are: ${CSV_COLUMNS.join(', ')}.`,
  )
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
      delimiter: [',', ';', '\t'].find((each) => firstLine.includes(each)) ?? ',',
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    const [header, ...rest] = rows
    const read = rest.map(({ record, info }) => ({ line: info.lines, fields: record }))
    return [header?.record ?? [], ...read]
  } catch (error) {
    if (error instanceof CsvError) throw new SourceError(`It is no table: ${error.message}.`)
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
  if (fields.length > columns.length)
    problems.push({ line, message: `what is behind column ${columns.length} is left out` })
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

/** Values in the form that their setting has; whether they are allowed is the schema's to say. */
function settingsFrom(values: ReadonlyMap<string, string>): AgentSettings {
  const given = settings.flatMap((name) => {
    const text = values.get(name)
    return text === undefined ? [] : [[name, formOf(name, text)]]
  })
  return Object.fromEntries(given)
}

function formOf(name: keyof AgentSettings, text: string): unknown {
  const yes = /^(true|yes|1)$/i.test(text)
  const truth = yes || /^(false|no|0)$/i.test(text) ? [yes] : []
  const forms: unknown[] = [text, Number(text), words(text), ...truth]
  return forms.find((form) => agentSettingsSchema.shape[name].safeParse(form).success) ?? text
}

function words(text = ''): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

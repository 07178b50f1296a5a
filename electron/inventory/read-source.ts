import { Failure } from '../contract/failure.ts'
import type { ImportSource } from '../contract/inventory.ts'
import type { Link } from '../link/link.ts'
import { readAnsibleIni } from './import/ansible-ini.ts'
import { readAnsibleYaml } from './import/ansible-yaml.ts'
import { readCsv } from './import/csv.ts'
import { readMesosAgents } from './import/mesos-agents.ts'
import { expandNodeSet } from './import/node-set.ts'
import { MAX_CANDIDATES, type Reading, SourceError } from './import/reading.ts'
import { readRecords } from './import/records.ts'
import { readSshConfig } from './import/ssh-config.ts'
import { askMaster } from './mesos-master.ts'

/**
 * The machines that a source describes. Throws `input-invalid` for a source that is not what it is
 * said to be; `reach` gives the link that a master is asked through.
 */
export async function readSource(
  source: ImportSource,
  reach: (agent: string) => Promise<Link>,
): Promise<Reading> {
  try {
    const reading = await readingOf(source, reach)
    const { length: count } = reading.candidates
    if (count > MAX_CANDIDATES) throw tooMany(count)
    return count > 0 ? reading : withoutAgents(reading, source)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    const { message, advice = 'Correct the source, or choose the format that it really has.' } =
      error
    throw new Failure({ code: 'input-invalid', message, advice }, { cause: error })
  }
}

async function readingOf(
  source: ImportSource,
  reach: (agent: string) => Promise<Link>,
): Promise<Reading> {
  const text = 'text' in source ? source.text : ''
  switch (source.from) {
    case 'ssh-config':
      return readSshConfig(source.path)
    case 'ansible':
      return source.format === 'ini' ? readAnsibleIni(text) : readAnsibleYaml(text)
    case 'csv':
      return readCsv(text)
    case 'nodes':
      return fromNodeSet(text)
    case 'json':
      return readRecords(text)
    case 'mesos':
      return readMesosAgents(text)
    case 'mesos-master':
      return readMesosAgents(await askMaster(await reach(source.via), source.url))
  }
}

function tooMany(count: number): SourceError {
  return new SourceError(
    `The source names ${count} machines; ${MAX_CANDIDATES} are the most.`,
    'Check that it is the right one; a larger fleet is imported in parts.',
  )
}

/** What an agent would be, for somebody whose source names none. */
const wanted: Readonly<Record<ImportSource['from'], string>> = {
  'ssh-config': 'name each host in a Host line; patterns such as *.dc1 stand for none',
  ansible: 'hosts stand below [group] in INI, below hosts: in YAML',
  csv: 'write a line for each below the columns’ names',
  nodes: 'write names such as agent[001-120].dc1',
  json: 'the list is empty',
  mesos: 'the master knew none',
  'mesos-master': 'the master knows none',
}

/** Nobody should have to guess why there is nothing to record. */
function withoutAgents(reading: Reading, { from }: ImportSource): Reading {
  const message = `The source names no agent: ${wanted[from]}.`
  return { ...reading, problems: [...reading.problems, { message }] }
}

function fromNodeSet(text: string): Reading {
  const names = expandNodeSet(text)
  const candidates = names.map((name) => ({ name, settings: {}, groups: [], labels: {} }))
  return { candidates, problems: [] }
}

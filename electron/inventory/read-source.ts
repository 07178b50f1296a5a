import { Failure } from '../contract/failure.ts'
import type { ImportSource } from '../contract/inventory.ts'
import type { Link } from '../link/link.ts'
import { readAnsibleIni } from './import/ansible-ini.ts'
import { readAnsibleYaml } from './import/ansible-yaml.ts'
import { readCsv } from './import/csv.ts'
import { readMesosAgents } from './import/mesos-agents.ts'
import { expandNodeSet } from './import/node-set.ts'
import { type Reading, SourceError } from './import/reading.ts'
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
  const text = 'text' in source ? source.text : ''
  try {
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
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    throw new Failure(
      {
        code: 'input-invalid',
        message: error.message,
        advice: 'Correct the source, or choose the format that it really has.',
      },
      { cause: error },
    )
  }
}

function fromNodeSet(text: string): Reading {
  const names = expandNodeSet(text)
  const candidates = names.map((name) => ({ name, settings: {}, groups: [], labels: {} }))
  return { candidates, problems: [] }
}

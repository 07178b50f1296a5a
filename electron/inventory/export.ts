import { stringify as toCsv } from 'csv-stringify/sync'
import { stringify as toYaml } from 'yaml'
import type { Agent, AgentRecord } from '../contract/agent.ts'
import type { ExportFormat } from '../contract/inventory.ts'
import { CSV_COLUMNS } from './import/csv.ts'
import { CARRIER_REMARK } from './import/ssh-config.ts'

/** An agent as recorded, and with what its groups and the defaults add. */
export interface ExportedAgent {
  readonly record: AgentRecord
  readonly agent: Agent
}

/**
 * The fleet as a text that the import of the same kind reads back; `json` is the records as they
 * are. There are no secrets in it: none are recorded.
 */
export function exportFleet(format: ExportFormat, fleet: readonly ExportedAgent[]): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(
        fleet.map(({ record }) => record),
        null,
        2,
      )}\n`
    case 'csv':
      return csvOf(fleet.map(({ record }) => record))
    case 'ansible-yaml':
      return ansibleOf(fleet)
    case 'ssh-config':
      return fleet.map(({ agent }) => sshConfigOf(agent)).join('\n')
  }
}

function csvOf(records: readonly AgentRecord[]): string {
  const labels = [...new Set(records.flatMap(({ labels }) => Object.keys(labels)))].sort()
  const rows = records.map((record) => [
    ...CSV_COLUMNS.map((column) => {
      const value = record[column]
      return Array.isArray(value) ? value.join(' ') : value
    }),
    ...labels.map((label) => record.labels[label]),
  ])
  return toCsv([[...CSV_COLUMNS, ...labels.map((label) => `label:${label}`)], ...rows])
}

function ansibleOf(fleet: readonly ExportedAgent[]): string {
  const hosts = fleet.map(({ agent }) => [agent.name, ansibleVariables(agent)])
  const groups = [...new Set(fleet.flatMap(({ agent }) => agent.groups))].sort()
  const members = (group: string) =>
    fleet.filter(({ agent }) => agent.groups.includes(group)).map(({ agent }) => [agent.name, {}])
  const children = groups.map((group) => [group, { hosts: Object.fromEntries(members(group)) }])
  return toYaml({
    all: { hosts: Object.fromEntries(hosts), children: Object.fromEntries(children) },
  })
}

function ansibleVariables(agent: Agent): Record<string, string | number | boolean> {
  const { host, port, user, identityFile, privilege, jumps, carrier } = agent
  return {
    ansible_host: host,
    ...(port !== undefined && { ansible_port: port }),
    ...(user !== undefined && { ansible_user: user }),
    ...(identityFile && { ansible_ssh_private_key_file: identityFile }),
    ...(privilege !== 'none' && { ansible_become: true, ansible_become_method: privilege }),
    ...(jumps && jumps.length > 0 && { ansible_ssh_common_args: `-J ${jumps.join(',')}` }),
    ...(carrier !== undefined && { quotadeck_carrier: carrier }),
  }
}

function sshConfigOf(agent: Agent): string {
  const { name, host, port, user, identityFile, jumps, carrier } = agent
  const lines = [
    ...(host === name ? [] : [`HostName ${host}`]),
    ...(user === undefined ? [] : [`User ${user}`]),
    ...(port === undefined ? [] : [`Port ${port}`]),
    ...(identityFile ? [`IdentityFile "${identityFile}"`] : []),
    ...(jumps && jumps.length > 0 ? [`ProxyJump ${jumps.join(',')}`] : []),
    ...(carrier === undefined ? [] : [`${CARRIER_REMARK}${carrier}`]),
  ]
  return [`Host ${name}`, ...lines.map((line) => `    ${line}`), ''].join('\n')
}

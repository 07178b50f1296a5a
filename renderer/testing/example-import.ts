import type { Agent } from '../../electron/contract/agent.ts'
import type { FailureData } from '../../electron/contract/failure.ts'
import type {
  ExportFormat,
  ImportPreview,
  ImportSource,
} from '../../electron/contract/inventory.ts'

/** Why the fake engine takes a text for no source at all. */
export function wrongSource(source: ImportSource): FailureData | undefined {
  if (!('text' in source) || !source.text.includes('<html>')) return undefined
  return {
    code: 'input-invalid',
    message: 'It is no inventory: groups by name are expected at the top.',
    changed: 'Nothing was changed.',
    advice: 'Correct the source, or choose the format that it really has.',
  }
}

export const staleImport: FailureData = {
  code: 'plan-stale',
  message: 'The source or the inventory has changed since the preview.',
  changed: 'Nothing was changed.',
  advice: 'Look at the preview anew, then import.',
}

export function exampleExport(
  { format, agents }: { format: ExportFormat; agents: readonly string[] },
  fleet: readonly Agent[],
): { text: string } {
  const chosen = fleet.filter(({ name }) => agents.length === 0 || agents.includes(name))
  return { text: chosen.map(({ name, host }) => `${format} ${name},${host}\n`).join('') }
}

/** What the fake engine makes of any source: one of each kind of change, and problems. */
export function examplePreview(agents: readonly Agent[]): ImportPreview {
  const [first, second] = agents
  const known = agents.some(({ name }) => name === 'new-01')
  const change = known ? 'same' : 'add'
  const record = { host: '10.30.0.7', user: 'operator', groups: ['dc3'], labels: { rack: 'r7' } }
  return {
    hash: 'preview',
    agents: [
      { name: 'new-01', change, record: { name: 'new-01', ...record }, differences: [] },
      { name: 'new-02', change, record: { name: 'new-02', ...record }, differences: [] },
      {
        name: first?.name ?? 'batch-01',
        change: 'update',
        record: first && { ...first, host: '10.30.0.9' },
        differences: [
          { field: 'host', before: first?.host ?? '', after: '10.30.0.9' },
          { field: 'groups', before: '', after: 'dc3' },
        ],
      },
      { name: second?.name ?? 'batch-02', change: 'same', record: second, differences: [] },
      {
        name: 'agent 5',
        change: 'refused',
        differences: [],
        problem: 'name: use letters, digits, dot, dash, underscore (1 to 64)',
        line: 12,
      },
    ],
    problems: [{ line: 9, message: 'new-02: ansible_password is a secret and is not imported' }],
  }
}

import type { Agent } from '../../electron/contract/agent.ts'
import type { ImportPreview } from '../../electron/contract/inventory.ts'

/** What the fake engine makes of any source: one of each kind of change, and problems. */
export function examplePreview(agents: readonly Agent[]): ImportPreview {
  const [first, second] = agents
  const record = { host: '10.30.0.7', user: 'operator', groups: ['dc3'], labels: { rack: 'r7' } }
  return {
    hash: 'preview',
    agents: [
      { name: 'new-01', change: 'add', record: { name: 'new-01', ...record }, differences: [] },
      { name: 'new-02', change: 'add', record: { name: 'new-02', ...record }, differences: [] },
      {
        name: first?.name ?? 'batch-01',
        change: 'update',
        record: first,
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

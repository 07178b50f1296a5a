import type { Agent } from '../../electron/contract/agent.ts'
import type { Backup, BackupList } from '../../electron/contract/backup.ts'
import type { FileChange } from '../../electron/contract/change.ts'

const hooksKey = '0a1b2c3d4e5f'
const manifestKey = 'f5e4d3c2b1a0'
const hour = 3_600_000

function backup(key: string, change: string, ago: number, more: Partial<Backup>): Backup {
  const madeAt = Date.now() - ago
  return {
    id: `${key}-${madeAt}-${change}`,
    path: key === hooksKey ? '/etc/mesos-slave/hooks' : '/etc/mesos/modules.json',
    madeAt,
    change,
    sha256: key.repeat(6).slice(0, 64),
    sizeBytes: key === hooksKey ? 55 : 1204,
    attributes: { mode: '644', owner: 'root', group: 'root' },
    by: 'alice@jump-1',
    reason: 'change',
    plan: change.slice(0, 16),
    ...more,
  }
}

const backups: readonly Backup[] = [
  backup(hooksKey, 'a1a1a1a1a1a1a1a1', 0.4 * hour, {}),
  backup(manifestKey, 'b2b2b2b2b2b2b2b2', 26 * hour, { by: 'bob@ops-laptop', reason: 'rollout' }),
  backup(hooksKey, 'b2b2b2b2b2b2b2b2', 26 * hour, {
    by: 'bob@ops-laptop',
    reason: 'rollout',
    sha256: null,
    sizeBytes: 0,
    attributes: undefined,
  }),
]

/** What is kept on an example agent: none on web-02, a damaged one on batch-01. */
export function exampleBackups({ name }: Agent): BackupList {
  if (name === 'web-02') return { backups: [], unreadable: [] }
  const problem = 'it was cut off, or Quotadeck did not write it'
  const unreadable = name === 'batch-01' ? [{ name: `${hooksKey}-1.json`, problem }] : []
  return { backups: [...backups], unreadable }
}

export function compareExampleBackup(id: string): FileChange {
  const found = backups.find((each) => each.id === id)
  return {
    path: found?.path ?? '',
    before: 'org_example_EnvironmentHook\n',
    after: 'org_example_EnvironmentHook,org_quotadeck_XfsQuotaHook\n',
    expectedSha256: found?.sha256 ?? null,
  }
}

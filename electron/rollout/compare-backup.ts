import { readBackup, readBackupFolder } from '../agent/changes/backups.ts'
import type { FileChange } from '../contract/change.ts'
import type { Link } from '../link/link.ts'
import { chooseBackup } from './prepare-change.ts'

/**
 * What a backup holds beside another backup, or beside the live file where none is given: `before`
 * is the backup. Text for showing: bytes that are not UTF-8 are replaced.
 */
export async function compareBackup(link: Link, id: string, other?: string): Promise<FileChange> {
  const { backups } = await readBackupFolder(link)
  const backup = chooseBackup(link.agent, backups, id)
  const content = await readBackup(link, backup)
  const before = content?.toString() ?? null
  const { path, sha256: expectedSha256 } = backup
  if (other !== undefined) {
    const second = await readBackup(link, chooseBackup(link.agent, backups, other))
    return { path, before, after: second?.toString() ?? null, expectedSha256 }
  }
  const { live } = await readBackupFolder(link, [path])
  return { path, before, after: live.get(path)?.text ?? null, expectedSha256 }
}

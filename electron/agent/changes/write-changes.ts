import { posix } from 'node:path'
import type { BackupOrigin } from '../../contract/backup.ts'
import type { FileChange } from '../../contract/change.ts'
import { type Failure, toFailure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import { sha256 } from '../ask/digest.ts'
import { BACKUP_FOLDER } from '../ask/scripts.ts'
import { backUp } from './back-up.ts'

/** A change that stands on the agent. */
export interface WrittenChange extends FileChange {
  /** Copy of what was there before, with its owner, mode and context; absent: nothing was. */
  readonly copy?: string
}

/**
 * Writes planned changes, after copies of what they replace are in the backup folder. Nothing is
 * written when one of the files is no longer what the plan was made on. If a write fails, those
 * before it are undone; the failure says what stands.
 */
export async function writeChanges(
  link: Link,
  changes: readonly FileChange[],
  origin: BackupOrigin,
  signal?: AbortSignal,
): Promise<WrittenChange[]> {
  if (changes.length === 0) return []
  const backups = await backUp(link, changes, origin, signal)
  const done: WrittenChange[] = []
  try {
    await writeAll(link, changes, signal, (change, index) => {
      const copy = change.before === null ? undefined : `${backups[index]}.content`
      done.push({ ...change, copy })
    })
  } catch (error) {
    throw await undone(link, done, toFailure(error, link.agent))
  }
  await removeOwnFolders(link, changes)
  await reloadUnits(link, changes)
  return done
}

/**
 * Puts back what `writeChanges` replaced, one after the other, the last first: as many as can be.
 * Refuses files changed since.
 */
export async function revertChanges(link: Link, changes: readonly WrittenChange[]): Promise<void> {
  const back = changes.map(inverse).reverse()
  for (const change of back) await writeAll(link, [change])
  await removeOwnFolders(link, back)
  await reloadUnits(link, changes)
}

/** systemd reads units anew only when it is told to; a restart by itself takes the old ones. */
async function reloadUnits(link: Link, changes: readonly FileChange[]): Promise<void> {
  if (!changes.some(({ path }) => path.startsWith('/etc/systemd/system/'))) return
  await link.run(['systemctl', 'daemon-reload'], { privileged: true })
}

/** Folders that were made for files that are gone again; one that holds something stays. */
async function removeOwnFolders(link: Link, changes: readonly FileChange[]): Promise<void> {
  const made = changes.filter(({ after }) => after === null).map(({ path }) => posix.dirname(path))
  const own = made.filter((path) =>
    /^\/etc\/(quotadeck|systemd\/system\/[^/]+\.d)(\/|$)/.test(path),
  )
  if (own.length === 0) return
  const folders = [...new Set([...own, ...own.map((path) => posix.dirname(path))])].filter(
    (path) => path !== '/etc/systemd/system' && path !== '/etc',
  )
  const argv = ['rmdir', '--ignore-fail-on-non-empty', '--', ...folders]
  await link.run(argv, { privileged: true, expect: [0, 1] })
}

function inverse({ path, before, after, copy, stageIn }: WrittenChange): FileChange {
  return {
    path,
    before: after,
    after: before,
    expectedSha256: after === null ? null : sha256(after),
    attributesOf: copy,
    stageIn,
  }
}

async function undone(
  link: Link,
  done: readonly WrittenChange[],
  failure: Failure,
): Promise<Failure> {
  if (done.length === 0) return failure
  const paths = done.map(({ path }) => path).join(', ')
  try {
    await revertChanges(link, done)
    return failure.with({ changed: `${paths} had been written and was put back.` })
  } catch (error) {
    return failure.with({
      changed: `${paths} was written and could not be put back: ${toFailure(error).message}`,
      advice: `Put the files back from ${BACKUP_FOLDER} on the agent.`,
    })
  }
}

async function writeAll(
  link: Link,
  changes: readonly FileChange[],
  signal?: AbortSignal,
  onWritten?: (change: FileChange, index: number) => void,
): Promise<void> {
  const files = changes.map(({ path, after, expectedSha256, attributesOf, stageIn }) => ({
    path,
    content: after,
    expectedSha256,
    attributesOf,
    stageIn,
  }))
  await link.write(files, {
    privileged: true,
    signal,
    onWritten: (index) => {
      const change = changes[index]
      if (change) onWritten?.(change, index)
    },
  })
}

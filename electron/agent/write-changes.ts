import { posix } from 'node:path'
import type { FileChange } from '../contract/change.ts'
import { type Failure, toFailure } from '../contract/failure.ts'
import type { Link } from '../link/link.ts'
import { sha256 } from './digest.ts'
import { BACKUP_FOLDER } from './scripts.ts'

/**
 * Writes planned changes, after copies of what they replace are in the backup folder. Each write
 * is refused when the file is no longer what the plan was made on. If one fails, those before it
 * are undone; the failure says what stands.
 */
export async function writeChanges(
  link: Link,
  changes: readonly FileChange[],
  signal?: AbortSignal,
): Promise<void> {
  if (changes.length === 0) return
  await backUp(link, changes, signal)
  const done: FileChange[] = []
  try {
    for (const change of changes) {
      await writeOne(link, change, signal)
      done.push(change)
    }
  } catch (error) {
    throw await undone(link, done, toFailure(error, link.agent))
  }
}

/** Puts back what `writeChanges` replaced, the last first. Refuses files changed since. */
export async function revertChanges(link: Link, changes: readonly FileChange[]): Promise<void> {
  for (const change of [...changes].reverse()) await writeOne(link, inverse(change))
}

function inverse({ path, before, after }: FileChange): FileChange {
  return {
    path,
    before: after,
    after: before,
    expectedSha256: after === null ? null : sha256(after),
  }
}

async function undone(link: Link, done: readonly FileChange[], failure: Failure): Promise<Failure> {
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

async function writeOne(link: Link, change: FileChange, signal?: AbortSignal): Promise<void> {
  const { path, after, expectedSha256 } = change
  if (after !== null) {
    await link.write(path, after, { privileged: true, expectedSha256, signal })
  } else if (expectedSha256 !== null) {
    await link.remove(path, { privileged: true, expectedSha256 })
  }
}

const BACK_UP_SCRIPT = `
umask 077
mkdir -p -- "$1" && chmod 0700 -- "$1" || exit
shift
umask 022
while [ $# -gt 0 ]; do
  case $1 in
    folder) mkdir -p -- "$2" || exit; shift 2 ;;
    copy) cp --preserve=mode,ownership -- "$2" "$3" || exit; shift 3 ;;
  esac
done
`

/**
 * Copies what is about to be replaced, never beside the live files: a copy in a folder of flags
 * would become a flag. A file that has changed since it was read is caught by the write itself.
 */
async function backUp(link: Link, changes: readonly FileChange[], signal?: AbortSignal) {
  const words = changes.flatMap(({ path, before }) =>
    before === null ? ['folder', posix.dirname(path)] : ['copy', path, backupPath(path, before)],
  )
  await link.script(BACK_UP_SCRIPT, [BACKUP_FOLDER, ...words], { privileged: true, signal })
}

/** /etc/mesos-slave/hooks → …/etc_mesos-slave_hooks.<12 of sha256>: the same content, one copy. */
function backupPath(path: string, content: string): string {
  return `${BACKUP_FOLDER}/${path.slice(1).replaceAll('/', '_')}.${sha256(content).slice(0, 12)}`
}

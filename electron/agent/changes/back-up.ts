import { randomBytes } from 'node:crypto'
import { posix } from 'node:path'
import type { BackupOrigin } from '../../contract/backup.ts'
import type { FileChange } from '../../contract/change.ts'
import { Failure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import { sha256 } from '../ask/digest.ts'
import { BACKUP_FOLDER } from '../ask/scripts.ts'

/** Backups kept of one file; older ones go when a new one is made. */
export const BACKUPS_KEPT = 20

/** What an entry says of its backup, beside its name. */
export const ENTRY_FORMAT = 1

const EXIT_CONFLICT = 91

/**
 * Each backup is two files: the content with the original's owner, mode and context, and an entry
 * that says what it is. The entry gets its name last, when both are on the disk: what has a name
 * is whole. Names sort by path and time, so the oldest of a path come first.
 */
const BACK_UP_SCRIPT = `
folder=$1 keep=$2
shift 2
umask 022
for path; do
  case $path in folder=*) mkdir -p -- "\${path#folder=}" || exit ;; *) break ;; esac
  shift
done
umask 077
mkdir -p -- "$folder" && chmod 0700 -- "$folder" || exit
now=$(date +%s%3N) || exit
prune() {
  start=$1
  set -- "$start"-*.json
  while [ $# -gt "$keep" ]; do shift; done
  kept=\${1%.json}
  for each in "$start"-*; do
    case $each in "$kept".*) break ;; esac
    rm -f -- "$each"
  done
}
while [ $# -gt 0 ]; do
  key=$1 change=$2 path=$3 expected=$4 entry=$5
  shift 5
  base=$folder/$key-$now-$change
  if [ "$expected" != absent ]; then
    [ -f "$path" ] || { echo "$path" >&2; exit ${EXIT_CONFLICT}; }
    cp --preserve=all -- "$path" "$base.content" || exit
    line=$(sha256sum <"$base.content") || exit
    [ "\${line%% *}" = "$expected" ] ||
      { rm -f -- "$base.content"; echo "$path" >&2; exit ${EXIT_CONFLICT}; }
    sync -- "$base.content" || exit
  fi
  printf '%s\\n' "$entry" >"$base.part" && sync -- "$base.part" || exit
  mv -T -- "$base.part" "$base.json" || exit
  prune "$folder/$key"
  printf '%s\\n' "$base"
done
sync -- "$folder" 2>/dev/null || :
`

/**
 * Copies what is about to be replaced, never beside the live files: a copy in a folder of flags
 * would become a flag. Returns for each change where the content lies, without its suffix. Throws
 * `file-conflict` for a file that is no longer what the plan was made on.
 */
export async function backUp(
  link: Link,
  changes: readonly FileChange[],
  origin: BackupOrigin,
  signal?: AbortSignal,
): Promise<string[]> {
  const change = randomBytes(8).toString('hex')
  const folders = changes
    .filter(({ before, after }) => before === null && after !== null)
    .map(({ path }) => `folder=${posix.dirname(path)}`)
  const words = changes.flatMap(({ path, expectedSha256 }) => [
    backupKey(path),
    change,
    path,
    expectedSha256 ?? 'absent',
    JSON.stringify({ format: ENTRY_FORMAT, path, sha256: expectedSha256, ...origin }),
  ])
  const args = [BACKUP_FOLDER, String(BACKUPS_KEPT), ...folders, ...words]
  const options = { privileged: true, signal, expect: [0, EXIT_CONFLICT] }
  const { exitCode, stdout, stderr } = await link.script(BACK_UP_SCRIPT, args, options)
  if (exitCode === EXIT_CONFLICT) throw conflict(link.agent, stderr.trim())
  return stdout.toString().trimEnd().split('\n')
}

/** What the names of a path's backups start with. */
export function backupKey(path: string): string {
  return sha256(path).slice(0, 12)
}

function conflict(agent: string, path: string): Failure {
  return new Failure({
    code: 'file-conflict',
    agent,
    message: `${path} has changed since it was read.`,
    advice: 'Look at what has changed, then plan anew.',
  })
}

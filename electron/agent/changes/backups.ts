import { z } from 'zod'
import {
  type Backup,
  type BackupList,
  backupIdSchema,
  backupOriginSchema,
  type FileAttributes,
} from '../../contract/backup.ts'
import { Failure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import { sha256 } from '../ask/digest.ts'
import { FRAME_FUNCTION, type Frame, textOf } from '../ask/frames.ts'
import { BACKUP_FOLDER, FILES_FUNCTION } from '../ask/scripts.ts'
import { type SourceFile, sourceFiles } from '../ask/source-file.ts'
import { framed } from '../observe/survey.ts'
import { backupKey, ENTRY_FORMAT } from './back-up.ts'

/** Arguments: the folder, then paths of live files to read as well. */
const LIST_SCRIPT = `${FRAME_FUNCTION}${FILES_FUNCTION}
attributes() {
  for path; do
    shift
    [ ! -f "$path" ] || set -- "$@" "$path"
  done
  [ $# -eq 0 ] || { frame attributes ''; stat -L --printf '%n\\0%a\\0%U\\0%G\\0%s\\0' -- "$@"; }
}
folder=$1
shift
attributes "$folder"/*.content "$@"
files "$folder"/*.json "$@"
frame end ''
`

/** What was read of the backups on an agent, and of live files beside them. */
export interface BackupFolder extends BackupList {
  readonly live: ReadonlyMap<string, SourceFile & { readonly attributes?: FileAttributes }>
}

/**
 * The backups on an agent and the live files at these paths, in one round trip. Whatever is no
 * whole backup is told of and not used.
 */
export async function readBackupFolder(
  link: Link,
  paths: readonly string[] = [],
): Promise<BackupFolder> {
  const frames = await framed(link, LIST_SCRIPT, [BACKUP_FOLDER, ...paths])
  const stats = parseStats(frames)
  const files = sourceFiles(frames, link.agent)
  const live = paths.flatMap((path) => {
    const file = files.get(path)
    return file ? [[path, { ...file, attributes: stats.get(path)?.attributes }] as const] : []
  })
  const entries = [...files.values()].filter(({ path }) => !paths.includes(path))
  const read = entries.map((entry) => readEntry(entry, stats))
  return {
    backups: read.flatMap((each) => ('id' in each ? [each] : [])).sort(newestFirst),
    unreadable: read.flatMap((each) => ('problem' in each ? [each] : [])),
    live: new Map(live),
  }
}

/** Where a backup's content lies on the agent, with the original's owner, mode and context. */
export function backupContentPath(id: string): string {
  return `${BACKUP_FOLDER}/${id}.content`
}

/** A backup's content; null: it is of a file that was not there. */
export async function readBackup(link: Link, backup: Backup): Promise<Buffer | null> {
  if (backup.sha256 === null) return null
  const content = await link.read(backupContentPath(backup.id), { privileged: true })
  if (sha256(content) === backup.sha256) return content
  throw new Failure({
    code: 'checksum-mismatch',
    agent: link.agent,
    message: `The backup ${backup.id} of ${backup.path} is damaged: it is not what was saved.`,
    advice: 'Use another backup; look at the disk of the agent.',
  })
}

interface Stats {
  readonly attributes: FileAttributes
  readonly sizeBytes: number
}

function parseStats(frames: readonly Frame[]): Map<string, Stats> {
  const words = textOf(frames, 'attributes').split('\0')
  const stats = new Map<string, Stats>()
  for (let i = 0; i + 4 < words.length; i += 5) {
    const [path = '', mode = '', owner = '', group = '', size = ''] = words.slice(i, i + 5)
    stats.set(path, { attributes: { mode, owner, group }, sizeBytes: Number(size) })
  }
  return stats
}

const entrySchema = backupOriginSchema.extend({
  format: z.literal(ENTRY_FORMAT),
  path: z.string().regex(/^\/[^\p{Cc}]*[^/\p{Cc}]$/u),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
})

/** An entry's file as a backup, or why it is none. Root on the agent could have written anything. */
function readEntry(
  file: SourceFile,
  stats: ReadonlyMap<string, Stats>,
): Backup | { name: string; problem: string } {
  const name = file.path.slice(BACKUP_FOLDER.length + 1)
  const unreadable = (problem: string) => ({ name, problem })
  const id = backupIdSchema.safeParse(name.replace(/\.json$/, ''))
  const entry = entrySchema.safeParse(jsonOf(file.text))
  if (!id.success) return unreadable('its name is not one that Quotadeck gives')
  if (!entry.success) return unreadable('it was cut off, or Quotadeck did not write it')
  const { format: _, ...known } = entry.data
  const [key = '', time = '', change = ''] = id.data.split('-')
  if (key !== backupKey(known.path)) return unreadable('its name and the path in it do not agree')
  const content = stats.get(backupContentPath(id.data))
  if (known.sha256 !== null && !content) return unreadable('its content is missing')
  return {
    ...known,
    id: id.data,
    madeAt: Number(time),
    change,
    sizeBytes: content?.sizeBytes ?? 0,
    attributes: content?.attributes,
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function newestFirst(a: Backup, b: Backup): number {
  return b.madeAt - a.madeAt || (a.path < b.path ? -1 : 1)
}

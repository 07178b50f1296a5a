/** What is known of a file on an agent without reading it. */
export interface FileStat {
  readonly type: 'file' | 'directory' | 'other'
  readonly sizeBytes: number
  /** Permission bits: 0o644. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Ms since the epoch, of the agent's clock. */
  readonly modifiedAt: number
}

/** The program that tells it; of what a link points to. */
export function statArgv(path: string): string[] {
  return ['env', 'LC_ALL=C', 'stat', '-L', '-c', '%f %s %u %g %Y', '--', path]
}

/** Reads what that program printed; undefined: something else. */
export function parseStat(text: string): FileStat | undefined {
  const fields = /^([0-9a-f]+) (\d+) (\d+) (\d+) (\d+)\n$/.exec(text)
  if (!fields) return undefined
  const mode = Number.parseInt(fields[1] ?? '', 16)
  const [size, uid, gid, seconds] = fields.slice(2).map(Number) as [number, number, number, number]
  return {
    type: typeOf(mode),
    sizeBytes: size,
    mode: mode & 0o7777,
    ...{ uid, gid, modifiedAt: seconds * 1000 },
  }
}

function typeOf(mode: number): FileStat['type'] {
  const format = mode & 0o170000
  if (format === 0o100000) return 'file'
  return format === 0o040000 ? 'directory' : 'other'
}

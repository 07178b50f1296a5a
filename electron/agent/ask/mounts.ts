/** One mount of /proc/PID/mountinfo. */
export interface Mount {
  readonly mountPoint: string
  readonly type: string
  readonly device: string
  /** Of the mount and of its file system. */
  readonly options: readonly string[]
}

/** Reads mountinfo. Lines that are not understood are left out. */
export function parseMounts(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [left, right] = line.split(' - ')
    const [, , , , mountPoint, options] = left?.split(' ') ?? []
    const [type, device, superOptions] = right?.split(' ') ?? []
    if (!mountPoint || !options || !type || !device) return []
    return [
      {
        mountPoint: octalDecoded(mountPoint),
        type,
        device: octalDecoded(device),
        options: [...options.split(','), ...(superOptions ?? '').split(',')],
      },
    ]
  })
}

/** Spaces, tabs, line ends and backslashes stand as three octal digits. */
function octalDecoded(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
}

/** The mount that a path lies on: the longest that contains it, of equal ones the last. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let found: Mount | undefined
  for (const mount of mounts) {
    const folder = mount.mountPoint === '/' ? '/' : `${mount.mountPoint}/`
    if (!`${path}/`.startsWith(folder)) continue
    if (!found || mount.mountPoint.length >= found.mountPoint.length) found = mount
  }
  return found
}

/** Whether XFS counts and enforces project quotas on this mount, by its options. */
export function projectQuota(mount: Mount): 'enforced' | 'accounted' | 'off' {
  if (mount.type !== 'xfs') return 'off'
  if (mount.options.includes('pqnoenforce')) return 'accounted'
  return mount.options.some((each) => each === 'prjquota' || each === 'pquota') ? 'enforced' : 'off'
}

import type { HookResult } from './hook.ts'

function line(what: string, value: number, unit: string, note = ''): string {
  return `${what.padEnd(34)}${value.toFixed(1).padStart(10)} ${unit}  ${note}`.trimEnd()
}

function times(value: number, floor: number): string {
  return `${(value / floor).toFixed(2)} × floor`
}

/** The numbers for people. */
export function hookTable({ launch, decorator_return_us, status }: HookResult): string {
  return [
    line('launch: bare system calls', launch.floor_us, 'µs'),
    line('launch: hook', launch.hook_us, 'µs', times(launch.hook_us, launch.floor_us)),
    line('launch: xfs_quota', launch.xfs_quota_us, 'µs'),
    line('decorator returns after', decorator_return_us, 'µs'),
    line(`status of ${status.projects}: bare walk`, status.floor_ms, 'ms'),
    line(
      `status of ${status.projects}: hook`,
      status.hook_ms,
      'ms',
      times(status.hook_ms, status.floor_ms),
    ),
    line('status file per project', status.bytes_per_project, 'bytes beyond names'),
  ].join('\n')
}

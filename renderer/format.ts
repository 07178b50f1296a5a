const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** Bytes in binary units with three significant digits at most: '512 MiB', '1.25 GiB'. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${trimZeros(value.toFixed(digits))} ${units[unit]}`
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** A span of time in its largest sensible unit: '850 ms', '12 s', '4 min', '3 h', '9 d'. */
export function formatSpan(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`
}

/** How long ago, in words a person would say: 'just now', '12 s ago'. */
export function formatAgo(at: number, now: number): string {
  const ms = now - at
  return ms < 2000 ? 'just now' : `${formatSpan(ms)} ago`
}

/** Whole numbers with thin separators that do not depend on the machine's locale: '12 345'. */
export function formatCount(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f')
}

/** A share of a limit in percent; undefined without a limit. May exceed 100. */
export function percentOf(used: number, limit: number): number | undefined {
  return limit > 0 ? (used / limit) * 100 : undefined
}

/** '84 %', '0.4 %', '100 %'; below one percent one decimal, so that little is not shown as none. */
export function formatPercent(percent: number): string {
  if (percent > 0 && percent < 1) return `${Math.max(0.1, percent).toFixed(1)} %`
  // 99.6 % is not yet full: rounding up would claim that writes fail already.
  return `${percent < 100 ? Math.min(99, Math.round(percent)) : Math.round(percent)} %`
}

/** The part of a sha256 that file names carry. */
export function shortSha(sha256: string): string {
  return sha256.slice(0, 12)
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** '1 agent', '3 agents'. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

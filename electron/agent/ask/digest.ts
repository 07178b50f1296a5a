import { createHash } from 'node:crypto'

/** sha256 in 64 hex digits; a string is taken as UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** A short name for a value's content: equal for equal JSON, whatever the order it was built in. */
export function contentHash(value: unknown): string {
  return sha256(JSON.stringify(value, sortedKeys)).slice(0, 16)
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

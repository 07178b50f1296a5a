import { quotadeck } from './generated/status.js'

/** A status file's bytes as the hook writes them, for tests. */
export function encodedStatus(fields: quotadeck.Status.$Properties): Buffer {
  const body = Buffer.from(quotadeck.Status.encode({ schemaVersion: 1, ...fields }).finish())
  const end = Buffer.alloc(5)
  end[0] = 0x7d
  end.writeUInt32LE(body.length, 1)
  return Buffer.concat([body, end])
}

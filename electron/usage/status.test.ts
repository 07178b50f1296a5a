import { describe, expect, it } from 'vitest'
import { Failure } from '../contract/failure.ts'
import { quotadeck } from './generated/status.js'
import { parseStatus } from './status.ts'

/** A file as the hook writes it: everything, then how much it was. */
function statusFile(more: quotadeck.Status.$Properties = {}): Buffer {
  const body = quotadeck.Status.encode({
    schemaVersion: 1,
    build: { version: '0.1.0', mesosVersion: '1.12.0', moduleName: 'org_quotadeck_XfsQuotaHook' },
    hostname: 'agent1',
    pid: 812,
    writtenAtMs: 1_795_000_000_123,
    sequence: 7,
    intervalMs: 5000,
    projects: [
      {
        id: 100_000,
        containerName: 'mesos-5a1c',
        hardLimitBytes: 5 * 1024 ** 4,
        usedBytes: 4096,
        state: quotadeck.ProjectState.PROJECT_STATE_RELEASED,
      },
    ],
    ...more,
  }).finish()
  const trailer = Buffer.alloc(5)
  trailer.writeUInt8((15 << 3) | 5)
  trailer.writeUInt32LE(body.length, 1)
  return Buffer.concat([body, trailer])
}

function codeOf(parse: () => unknown): string {
  try {
    parse()
  } catch (error) {
    if (error instanceof Failure) return error.data.code
    throw error
  }
  return 'no failure'
}

describe('a status file', () => {
  it('is read with sizes beyond 32 bits, and nothing where nothing is set', () => {
    const status = parseStatus(statusFile())
    expect(status).toMatchObject({ pid: 812, writtenAtMs: 1_795_000_000_123, bootId: '' })
    expect(status.projects).toMatchObject([
      { id: 100_000, hardLimitBytes: 5 * 1024 ** 4, state: 'released', taskId: '' },
    ])
    expect(status.counters.launches).toBe(0)
  })

  it('is refused when cut off at any byte', () => {
    const whole = statusFile()
    for (let length = 0; length < whole.length; length++)
      expect(
        codeOf(() => parseStatus(whole.subarray(0, length))),
        `${length}`,
      ).toBe('status-truncated')
  })

  it('is refused when it is something else of the right length', () => {
    const junk = Buffer.concat([Buffer.alloc(40, 0xff), Buffer.from([125, 40, 0, 0, 0])])
    expect(codeOf(() => parseStatus(junk))).toBe('status-malformed')
  })

  it('of a later schema is refused rather than misread', () => {
    expect(codeOf(() => parseStatus(statusFile({ schemaVersion: 2 })))).toBe('status-malformed')
  })
})

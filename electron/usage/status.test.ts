import { describe, expect, it } from 'vitest'
import { Failure } from '../contract/failure.ts'
import { statusSchema } from '../contract/usage.ts'
import { isStale, parseStatus } from './status.ts'
import { encodedStatus } from './testing.ts'

const fields = {
  schemaVersion: 1,
  build: { version: '0.1.0', mesosVersion: '1.12.0' },
  hostname: 'agent1',
  pid: 812,
  writtenAtMs: 1_795_355_000_000,
  sequence: 7,
  intervalMs: 5000,
  fileSystems: [{ device: '/dev/vdb', mountPoint: '/var/lib/mesos', enforcement: true }],
  projects: [
    {
      id: 100_000,
      containerName: 'mesos-1',
      path: '/var/lib/mesos/a',
      hardLimitBytes: 2 ** 40,
      usedBytes: 4096,
      state: 1,
      limitChanged: true,
    },
  ],
  counters: { launches: 3 },
}

function codeOf(attempt: () => unknown): string | undefined {
  try {
    attempt()
  } catch (error) {
    return error instanceof Failure ? error.data.code : String(error)
  }
  return undefined
}

describe('parseStatus', () => {
  it('gives what the contract says, whole numbers too, which the decoder gives as objects', () => {
    const [project] = fields.projects
    const shared = { ...project, taskId: 'task-1', executorId: 'task-1', frameworkId: 'f-1' }
    const status = parseStatus(encodedStatus({ ...fields, projects: [shared, shared] }))
    expect(statusSchema.parse(status)).toEqual(status)
    for (const each of status.projects)
      expect(each).toMatchObject({ taskId: 'task-1', executorId: 'task-1', frameworkId: 'f-1' })
  })

  it('reads what the hook writes', () => {
    expect(parseStatus(encodedStatus(fields))).toMatchObject({
      hookVersion: '0.1.0',
      pid: 812,
      writtenAtMs: 1_795_355_000_000,
      projects: [
        {
          id: 100_000,
          hardLimitBytes: 2 ** 40,
          state: 'active',
          lastError: '',
          limitChanged: true,
        },
      ],
      counters: { launches: 3, writeErrors: 0 },
    })
  })

  it('says cut off for every shorter file', () => {
    const whole = encodedStatus(fields)
    for (let length = 0; length < whole.length; length++) {
      expect(codeOf(() => parseStatus(whole.subarray(0, length)))).toBe('status-truncated')
    }
  })

  it('says malformed for what is whole but no status', () => {
    const end = Buffer.from([0x7d, 3, 0, 0, 0])
    const bytes = Buffer.concat([Buffer.from([0xff, 0xff, 0xff]), end])
    expect(codeOf(() => parseStatus(bytes, 'agent1'))).toBe('status-malformed')
  })

  it('refuses a later schema rather than misread it', () => {
    expect(codeOf(() => parseStatus(encodedStatus({ schemaVersion: 2 })))).toBe('status-malformed')
  })

  it('takes a state that it does not know as unknown', () => {
    const status = parseStatus(encodedStatus({ ...fields, projects: [{ id: 1, state: 9 as 0 }] }))
    expect(status.projects[0]?.state).toBe('unknown')
  })
})

it('isStale: older than three intervals', () => {
  const status = parseStatus(encodedStatus(fields))
  expect(isStale(status, status.writtenAtMs + 15_000)).toBe(false)
  expect(isStale(status, status.writtenAtMs + 15_001)).toBe(true)
})

import { Failure } from '../contract/failure.ts'
import type { Status } from '../contract/usage.ts'
import { quotadeck } from './generated/status.js'

/** A status file is some hundred bytes a container; more than this is not one. */
export const MAX_STATUS_BYTES = 8 * 1024 * 1024
const SCHEMA_VERSION = 1
const MAX_PROJECTS = 100_000

// `body_length`, field 15 of type fixed32, stands last: its tag and four bytes.
const LAST_TAG = 0x7d
const LAST_FIELD_BYTES = 5

const STATES = ['unknown', 'active', 'released', 'error'] as const

/**
 * Reads a status file. Throws `status-truncated` when its end is missing, `status-malformed` when
 * it is no status file.
 */
export function parseStatus(bytes: Buffer, agent?: string): Status {
  if (bytes.length > MAX_STATUS_BYTES) throw malformed(agent, `it has ${bytes.length} bytes`)
  checkEnd(bytes, agent)
  const message = decode(bytes, agent)
  if (message.schemaVersion !== SCHEMA_VERSION) {
    throw malformed(agent, `it has schema ${message.schemaVersion}, this console reads 1`)
  }
  if (message.projects.length > MAX_PROJECTS) throw malformed(agent, 'it has too many projects')
  return plain(message)
}

/** A file that was cut off lacks the last field, or that field disagrees with where it stands. */
function checkEnd(bytes: Buffer, agent: string | undefined): void {
  const end = bytes.length - LAST_FIELD_BYTES
  if (end >= 0 && bytes[end] === LAST_TAG && bytes.readUInt32LE(end + 1) === end) return
  throw new Failure({
    code: 'status-truncated',
    message: `The status file${of(agent)} is cut off after ${bytes.length} bytes.`,
    agent,
    advice: 'Look whether the disk of its folder is full; the hook replaces it every few seconds.',
  })
}

function decode(bytes: Buffer, agent: string | undefined): quotadeck.Status {
  try {
    return quotadeck.Status.decode(bytes)
  } catch (error) {
    throw malformed(agent, error instanceof Error ? error.message : String(error), error)
  }
}

function malformed(agent: string | undefined, reason: string, cause?: unknown): Failure {
  return new Failure(
    {
      code: 'status-malformed',
      message: `The status file${of(agent)} cannot be read: ${reason}.`,
      agent,
      advice: 'Look whether another program writes to it; the hook replaces it every few seconds.',
    },
    { cause },
  )
}

function of(agent: string | undefined): string {
  return agent ? ` of ${agent}` : ''
}

/**
 * 64-bit fields are decoded to Long objects, whatever the types say. Sizes and times stay far
 * below 2^53.
 */
function number(value: number): number {
  return Number(value)
}

function plain(message: quotadeck.Status): Status {
  return {
    schemaVersion: message.schemaVersion,
    hookVersion: message.build?.version ?? '',
    mesosVersion: message.build?.mesosVersion ?? '',
    libraryPath: message.build?.libraryPath ?? '',
    moduleName: message.build?.moduleName ?? '',
    hostname: message.hostname,
    bootId: message.bootId,
    pid: message.pid,
    startedAtMs: number(message.startedAtMs),
    writtenAtMs: number(message.writtenAtMs),
    sequence: number(message.sequence),
    intervalMs: message.intervalMs,
    fileSystems: message.fileSystems.map(fileSystem),
    projects: projects(message.projects),
    counters: counters(message.counters),
  }
}

function fileSystem(raw: quotadeck.FileSystem.$Properties): Status['fileSystems'][number] {
  return {
    device: raw.device ?? '',
    mountPoint: raw.mountPoint ?? '',
    accounting: raw.accounting ?? false,
    enforcement: raw.enforcement ?? false,
    sizeBytes: number(raw.sizeBytes ?? 0),
    usedBytes: number(raw.usedBytes ?? 0),
  }
}

/**
 * The decoder puts strings together from pieces, which stay; in one piece they take a third of the
 * memory, and a console keeps the containers of a thousand agents.
 */
function text(pieces: string | null | undefined): string {
  return Buffer.from(pieces ?? '').toString()
}

function projects(all: readonly quotadeck.Project.$Properties[]): Status['projects'] {
  const known = new Map<string, string>()
  // Containers share their framework, and a task without an executor of its own gives its id to one.
  const shared = (pieces: string | null | undefined): string => {
    const found = known.get(pieces ?? '') ?? text(pieces)
    known.set(found, found)
    return found
  }
  return all.map((raw) => project(raw, shared))
}

function project(
  raw: quotadeck.Project.$Properties,
  shared: (pieces: string | null | undefined) => string,
): Status['projects'][number] {
  return {
    id: raw.id ?? 0,
    containerName: text(raw.containerName),
    taskId: shared(raw.taskId),
    executorId: shared(raw.executorId),
    frameworkId: shared(raw.frameworkId),
    path: text(raw.path),
    hardLimitBytes: number(raw.hardLimitBytes ?? 0),
    inodeLimit: number(raw.inodeLimit ?? 0),
    usedBytes: number(raw.usedBytes ?? 0),
    usedInodes: number(raw.usedInodes ?? 0),
    state: STATES[raw.state ?? 0] ?? 'unknown',
    sinceMs: number(raw.sinceMs ?? 0),
    lastError: raw.lastError ?? '',
    limitChanged: raw.limitChanged ?? false,
  }
}

function counters(raw: quotadeck.Counters.$Properties | null | undefined): Status['counters'] {
  return {
    launches: number(raw?.launches ?? 0),
    launchFailures: number(raw?.launchFailures ?? 0),
    released: number(raw?.released ?? 0),
    sampleErrors: number(raw?.sampleErrors ?? 0),
    writeErrors: number(raw?.writeErrors ?? 0),
  }
}

/** A status is stale when it is older than three of its own intervals, by the agent's own clock. */
export function isStale(status: Status, agentNowMs: number): boolean {
  return agentNowMs - status.writtenAtMs > 3 * Math.max(status.intervalMs, 1000)
}

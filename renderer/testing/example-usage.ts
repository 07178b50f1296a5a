import type { Agent } from '../../electron/contract/agent.ts'
import type { AgentUsage, Project } from '../../electron/contract/usage.ts'

const mib = 1024 ** 2
const gib = 1024 ** 3
const startedAt = Date.now()

type Shape = [task: string, limit: number, share: number, inodeLimit?: number]

const shapes: Record<string, Shape[]> = {
  'batch-01': [
    ['etl.orders-hourly', 20 * gib, 0.968],
    ['etl.sessions-hourly', 20 * gib, 0.31],
    ['report.pdf-render', 2 * gib, 0.042, 50_000],
  ],
  'batch-02': [
    ['etl.clicks-hourly', 50 * gib, 0.83],
    ['thumbnailer.7', 512 * mib, 0.51, 10_000],
  ],
  'stateful-01': [
    ['postgres.main-2', 400 * gib, 0.71],
    ['kafka.broker-1', 800 * gib, 0.883],
  ],
  'stateful-02': [
    ['kafka.broker-2', 800 * gib, 0.642],
    ['zookeeper.2', 10 * gib, 0.08],
    ['registry.cache', 0, 0],
  ],
  'web-01': [
    ['frontend.a81', 1 * gib, 1],
    ['frontend.a82', 1 * gib, 0.12],
    ['session-store.1', 4 * gib, 0.22],
  ],
  'web-03': [['frontend.b17', 1 * gib, 0.46]],
}

/** What each of a thousand agents runs. */
const ofMany = Array.from({ length: 5 }, (_, at): Shape => [`task.${at}`, gib, (at + 1) / 8])

function project(
  agent: string,
  [task, limit, share, inodeLimit = 0]: Shape,
  index: number,
): Project {
  const container = `${agent}-${index}-6e1d-4f3b-9c1a`
  const grown = share > 0 && share < 1 ? ((Date.now() - startedAt) / 1000) * 0.4 * mib : 0
  const used = limit === 0 ? 3.4 * gib : Math.min(limit, limit * share + grown)
  return {
    id: 100_000 + index,
    containerName: `mesos-${container}`,
    taskId: task,
    executorId: task,
    frameworkId: '5d1c-marathon-0001',
    path: `/var/lib/mesos/slaves/S4/frameworks/0001/executors/${task}/runs/${container}`,
    hardLimitBytes: limit,
    inodeLimit,
    usedBytes: Math.round(used / 4096) * 4096,
    usedInodes: Math.round(inodeLimit ? inodeLimit * 0.87 : 1280 + index * 417),
    state: task === 'frontend.b17' ? 'released' : task === 'zookeeper.2' ? 'error' : 'active',
    sinceMs: startedAt - 3_700_000,
    lastError: task === 'zookeeper.2' ? 'statfs: Input/output error' : '',
    limitChanged: task === 'kafka.broker-1',
  }
}

/** The usage of one agent, growing with time, or the reason why there is none. */
export function exampleUsage(agent: Agent): AgentUsage {
  const readAt = Date.now()
  const stale = agent.name === 'web-03'
  const list = shapes[agent.name] ?? (/^agent\d{4}$/.test(agent.name) ? ofMany : undefined)
  if (agent.name === 'web-02') return missing(agent.name, readAt)
  if (agent.name === 'stateful-03') return truncated(agent.name, readAt)
  const projects = (list ?? []).map((shape, index) => project(agent.name, shape, index))
  const ageMs = stale ? 94_000 : 2100
  return {
    agent: agent.name,
    readAt,
    ageMs,
    stale,
    status: {
      schemaVersion: 1,
      hookVersion: '0.0.9',
      mesosVersion: '1.12.0',
      libraryPath: '/var/lib/quotadeck/lib/libquotadeck-hook-1b2c3d4e5f60.so',
      moduleName: 'org_quotadeck_XfsQuotaHook',
      hostname: agent.host,
      bootId: '2f4c1b8e-0f2d-4f3a-9a53-3c4f8f0b7f11',
      pid: 1182,
      startedAtMs: startedAt - 4_000_000,
      writtenAtMs: readAt - ageMs,
      sequence: 812,
      intervalMs: 5000,
      fileSystems: [],
      projects,
      counters: { launches: 9, launchFailures: 0, released: 2, sampleErrors: 0, writeErrors: 0 },
    },
  }
}

function missing(agent: string, readAt: number): AgentUsage {
  return {
    agent,
    readAt,
    stale: false,
    failure: {
      code: 'status-missing',
      message: `${agent} has no status file /var/lib/quotadeck/status.pb`,
      agent,
      changed: 'Nothing was changed.',
      advice: 'Roll the hook out to it, or correct the path in the inventory.',
    },
  }
}

function truncated(agent: string, readAt: number): AgentUsage {
  return {
    agent,
    readAt,
    stale: false,
    failure: {
      code: 'status-truncated',
      message: `The status file of ${agent} was cut off after 4096 of 5210 bytes`,
      agent,
      changed: 'Nothing was changed.',
      advice: 'Its file system may be full: check df on the agent.',
    },
  }
}

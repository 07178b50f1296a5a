import { type Agent, type AgentRecord, agentSchema } from '../../electron/contract/agent.ts'
import type { FailureData } from '../../electron/contract/failure.ts'
import type { HookLibrary } from '../../electron/contract/hook-callbacks.ts'
import type { Group } from '../../electron/contract/inventory.ts'
import type { BuildFacts, Observation } from '../../electron/contract/observation.ts'
import { exampleFlags } from './example-flags.ts'

const gib = 1024 ** 3

function sha(seed: string): string {
  let value = 7
  let text = ''
  while (text.length < 64) {
    for (const letter of seed) value = (value * 31 + letter.charCodeAt(0)) >>> 0
    text += value.toString(16)
  }
  return text.slice(0, 64)
}

function agent(name: string, more: Partial<AgentRecord> = {}): AgentRecord {
  return { name, host: `${name}.example.net`, user: 'root', groups: [], labels: {}, ...more }
}

export const exampleRecords: AgentRecord[] = [
  agent('batch-01', { groups: ['dc1'], labels: { rack: 'r1' } }),
  agent('batch-02', { groups: ['dc1'], labels: { rack: 'r2' } }),
  agent('batch-03', { groups: ['dc1'], user: 'operator', privilege: 'sudo' }),
  agent('edge-ams-1', { host: '10.20.4.11', groups: ['edge'], labels: { site: 'ams' } }),
  agent('edge-ams-2', { host: '10.20.4.12', groups: ['edge'], labels: { site: 'ams' } }),
  agent('edge-fra-1', { host: '10.21.4.11', groups: ['edge'], labels: { site: 'fra' } }),
  agent('stateful-01', { groups: ['dc1', 'stateful'], user: 'operator', privilege: 'sudo' }),
  agent('stateful-02', { groups: ['dc1', 'stateful'], labels: { rack: 'r2' } }),
  agent('stateful-03', { groups: ['dc1', 'stateful'], labels: { rack: 'r3' } }),
  agent('web-01', { labels: { rack: 'r1' } }),
  agent('web-02', { labels: { rack: 'r1' } }),
  agent('web-03', { labels: { rack: 'r2' } }),
]

/** The same with the defaults; their groups' settings do not matter to who observes them. */
export const exampleAgents = exampleRecords.map((record) => agentSchema.parse(record))

export const exampleGroups: Group[] = [
  { name: 'dc1', settings: { statusFile: '/var/lib/quotadeck/status.pb' } },
  { name: 'edge', settings: { port: 2222, jumps: ['ops@bastion.example.net'] } },
]

function build(seed: string, more: Partial<BuildFacts> = {}): BuildFacts {
  return {
    sha256: sha(seed),
    sizeBytes: 487_216,
    version: '0.1.0',
    mesosVersion: '1.12.0',
    modules: ['org_quotadeck_XfsQuotaHook', 'demo_mesos_xfsquotahook'],
    machine: 'x86-64',
    needed: ['libstdc++.so.6', 'libm.so.6', 'libgcc_s.so.1', 'libc.so.6'],
    wants: { GLIBC: '2.34', GLIBCXX: '3.4.30', CXXABI: '1.3.13' },
    builtWith: 'mesos',
    ...more,
  }
}

export const newBuild = build('new')
export const oldBuild = build('old', { version: '0.0.9' })
export const otherMesosBuild = build('other', { mesosVersion: '1.11.0', sizeBytes: 481_003 })

export const exampleBuilds = [
  { ...newBuild, fileName: 'libquotadeck-hook-1.12.0.so' },
  { ...otherMesosBuild, fileName: 'libquotadeck-hook-1.11.0.so' },
  { ...oldBuild, fileName: 'libquotadeck-hook-0.0.9.so' },
]

export const libraryPath = (facts: BuildFacts): string =>
  `/var/lib/quotadeck/lib/libquotadeck-hook-${facts.sha256.slice(0, 12)}.so`

/** A build of ours says what it has; of others nothing is known. */
export function exampleLibrary(path: string): HookLibrary {
  const facts = exampleBuilds.find((each) => libraryPath(each) === path)
  if (!facts) return { path }
  const { version, mesosVersion, modules } = facts
  const callbacks = [
    'slavePreLaunchDockerTaskExecutorDecorator',
    'slaveRemoveExecutorHook',
    'slaveTaskStatusDecorator',
  ]
  return { path, build: { version, mesosVersion, modules }, callbacks, knownFrom: 'note' }
}

const manifestText = (library: string) => `{
  "libraries": [
    {
      "file": "${library}",
      "modules": [
        {
          "name": "org_quotadeck_XfsQuotaHook",
          "parameters": [
            { "key": "default_hard_limit", "value": "10GiB" },
            { "key": "allowed_roots", "value": "/var/lib/mesos:/srv/volumes" }
          ]
        }
      ]
    },
    {
      "file": "/usr/lib/mesos/modules/libexample-env.so",
      "modules": [{ "name": "org_example_EnvironmentHook" }, { "name": "org_example_LabelHook" }]
    }
  ]
}
`

/** An agent where all is well; what differs is given. */
export function observation(of: Agent, more: Partial<Observation> = {}): Observation {
  const library = libraryPath(oldBuild)
  const hooks = ['org_example_EnvironmentHook', 'org_quotadeck_XfsQuotaHook']
  const installed = { path: library, sha256: oldBuild.sha256 }
  return {
    agent: of.name,
    observedAt: Date.now() - 4000,
    clockOffsetMs: 12,
    hostname: of.host,
    kernel: '6.1.0-28-amd64',
    glibc: '2.36',
    machine: 'x86_64',
    unit: {
      name: 'mesos-slave.service',
      activeState: 'active',
      subState: 'running',
      mainPid: 1182,
      killMode: 'process',
      restart: 'always',
      execStart: '/usr/bin/mesos-init-wrapper slave',
    },
    mesosVersion: '1.12.0',
    agentId: 'a3f1c0de-5d1c-4a0e-9f43-0c6f2b7f9a11-S4',
    recovered: true,
    registered: true,
    httpPort: 5051,
    workDir: '/var/lib/mesos',
    flagSource: {
      kind: 'init-wrapper',
      path: '/etc/mesos-slave',
      reason: 'The unit runs mesos-init-wrapper, whose text says that it reads this directory.',
    },
    flags: exampleFlags(hooks),
    hooks,
    runningHooks: hooks,
    isolation: ['cgroups/cpu', 'cgroups/mem', 'disk/du'],
    runningIsolation: ['cgroups/cpu', 'cgroups/mem', 'disk/du'],
    manifest: {
      path: '/etc/mesos/modules.json',
      text: manifestText(library),
      sha256: sha('manifest'),
      modules: [
        {
          name: 'org_quotadeck_XfsQuotaHook',
          library,
          parameters: [
            { key: 'default_hard_limit', value: '10GiB' },
            { key: 'allowed_roots', value: '/var/lib/mesos:/srv/volumes' },
          ],
        },
        {
          name: 'org_example_EnvironmentHook',
          library: '/usr/lib/mesos/modules/libexample-env.so',
          parameters: [],
        },
        {
          name: 'org_example_LabelHook',
          library: '/usr/lib/mesos/modules/libexample-env.so',
          parameters: [],
        },
      ],
    },
    installedBuilds: [installed],
    mappedLibraries: [library, '/usr/lib/mesos/modules/libexample-env.so'],
    runningBuild: installed,
    fileSystem: {
      device: '/dev/nvme1n1',
      mountPoint: '/var/lib/mesos',
      type: 'xfs',
      projectQuota: 'enforced',
      sizeBytes: 1800 * gib,
      usedBytes: 1124 * gib,
    },
    restartOwed: false,
    findings: [],
    ...more,
  }
}

/** The same modules in three files of a modules directory. */
function inDirectory({ manifest }: Observation): Partial<Observation> {
  if (!manifest) return {}
  const path = '/etc/mesos/modules.d'
  const logger = {
    libraries: [
      { file: '/usr/lib/mesos/modules/liblogrotate.so', modules: [{ name: 'org_example_Logger' }] },
    ],
  }
  const own = `${path}/50-quota.json`
  return {
    manifest: {
      ...manifest,
      path: own,
      modules: manifest.modules.map((module) => ({ ...module, manifest: own })),
    },
    modulesDirectory: {
      path,
      missing: false,
      files: [
        { path: `${path}/10-logger.json`, text: `${JSON.stringify(logger, null, 2)}\n` },
        { path: own, text: manifest.text },
        { path: `${path}/90-site.json`, text: '{}\n' },
      ],
    },
  }
}

/** The same with 4,000 modules more. */
export function withLargeManifest(seen: Observation): Observation {
  if (!seen.manifest) return seen
  const parameters = [{ key: 'a', value: 'x'.repeat(120) }]
  const own: { libraries: object[] } = JSON.parse(seen.manifest.text)
  const more = Array.from({ length: 400 }, (_, library) => ({
    file: `/opt/example/lib${library}.so`,
    modules: Array.from({ length: 10 }, (_, module) => ({
      name: `org_example_${library}_${module}`,
      parameters,
    })),
  }))
  const text = `${JSON.stringify({ libraries: [...own.libraries, ...more] }, null, 2)}\n`
  return { ...seen, manifest: { ...seen.manifest, text } }
}

const variants: Record<string, (of: Agent) => Partial<Observation>> = {
  'batch-02': () => ({
    restartOwed: true,
    runningHooks: ['org_quotadeck_XfsQuotaHook', 'org_example_EnvironmentHook'],
    findings: [
      {
        severity: 'warning',
        message: 'The hook order on disk is not the one that runs.',
        advice: 'Restart the agent when its tasks allow it.',
      },
    ],
  }),
  'edge-ams-1': () => ({
    fileSystem: {
      device: '/dev/sda3',
      mountPoint: '/',
      type: 'ext4',
      projectQuota: 'off',
      sizeBytes: 220 * gib,
      usedBytes: 81 * gib,
    },
    hooks: ['org_example_EnvironmentHook'],
    runningHooks: ['org_example_EnvironmentHook'],
    isolation: undefined,
    runningIsolation: ['posix/cpu', 'posix/mem'],
    flags: exampleFlags(['org_example_EnvironmentHook'])
      .filter(({ name }) => name !== 'isolation')
      .map((flag) => (flag.name === 'containerizers' ? { ...flag, value: 'docker' } : flag)),
    runningBuild: undefined,
    installedBuilds: [],
    findings: [
      {
        severity: 'error',
        message: 'The work directory is on ext4: XFS project quotas cannot limit it.',
        advice: 'Put the work directory on an XFS file system mounted with prjquota.',
      },
    ],
  }),
  'stateful-01': (of) => ({
    flagSource: {
      kind: 'env-file',
      path: '/etc/mesos-agent.env',
      reason: 'It is the last EnvironmentFile= with flags of the unit.',
    },
    unit: {
      ...observation(of).unit,
      name: 'mesos-agent.service',
      killMode: 'control-group',
      execStart: '/usr/sbin/mesos-agent',
    },
    findings: [
      {
        severity: 'warning',
        message: 'KillMode=control-group: a restart of the unit ends running executors.',
        advice: 'Set KillMode=process, or drain the agent before it is restarted.',
      },
      { severity: 'warning', message: 'Its clock is 8.2 s behind.', advice: 'Check chrony.' },
    ],
    clockOffsetMs: -8200,
  }),
  'stateful-03': (of) => ({
    unit: { ...observation(of).unit, activeState: 'failed', subState: 'failed', mainPid: 0 },
    recovered: false,
    registered: undefined,
    mesosVersion: undefined,
    runningHooks: undefined,
    runningBuild: undefined,
    findings: [
      {
        severity: 'error',
        message: "Error installing hooks: No hook module named ' org_example_LabelHook' available",
        advice: 'Remove the space after the comma in /etc/mesos-slave/hooks.',
      },
      {
        severity: 'error',
        flag: 'work_dir',
        mesosError: "Flag 'work_dir' is already loaded via name 'work_dir'",
        message:
          "The agent will not start: Flag 'work_dir' is already loaded via name 'work_dir'. Set by --work_dir in /lib/systemd/system/mesos-slave.service, line 7 and --work_dir in /etc/mesos-slave/work_dir.",
        advice: 'Leave one of them; which of them counts is not a matter of order.',
      },
    ],
  }),
  'web-03': (of) => ({ mesosVersion: '1.11.0', ...inDirectory(observation(of)) }),
  'web-02': () => ({ hooks: undefined, runningHooks: undefined, runningBuild: undefined }),
}

export function exampleObservation(of: Agent): Observation {
  return observation(of, variants[of.name]?.(of))
}

/** Agents that cannot be observed, and why. */
export const exampleFailures: Record<string, FailureData> = {
  'edge-ams-2': {
    code: 'host-key-unknown',
    message: 'edge-ams-2 was never seen before: its host key is not trusted yet',
    agent: 'edge-ams-2',
    changed: 'Nothing was changed.',
    advice: 'Compare its fingerprint and trust it.',
  },
  'edge-fra-1': {
    code: 'connection-refused',
    message: 'edge-fra-1 refused the connection to 10.21.4.11 port 22',
    agent: 'edge-fra-1',
    changed: 'Nothing was changed.',
    advice: 'Check that sshd runs there and that the port is right.',
  },
  'batch-03': {
    code: 'sudo-password-needed',
    message: 'batch-03 wants a password for sudo',
    agent: 'batch-03',
    changed: 'Nothing was changed.',
    advice: 'Unlock it; the password stays in memory.',
  },
}

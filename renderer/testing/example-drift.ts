import type { Agent } from '../../electron/contract/agent.ts'
import type {
  Convergence,
  ConvergeRequest,
  DriftGroup,
  DriftMap,
  DriftRequest,
  Traits,
} from '../../electron/contract/drift.ts'
import { exampleFailures } from './example-fleet.ts'

const OURS = 'org_quotadeck_XfsQuotaHook'
const OTHER = 'org_example_EnvironmentHook'

function traits(more: Partial<Traits> = {}): Traits {
  const parameters = [{ key: 'default_hard_limit', value: '10GiB' }]
  return {
    agent: 'web-01',
    observedAt: Date.now() - 40_000,
    mesosVersion: '1.12.0',
    build: { configured: '4be0a1d2c3f4', running: '4be0a1d2c3f4' },
    hooks: [OTHER, OURS],
    isolation: ['cgroups/cpu', 'cgroups/mem'],
    libraries: [
      {
        file: '/usr/lib/mesos/modules/libexample-env.so',
        modules: [{ name: OTHER, parameters: [] }],
      },
      {
        file: '/var/lib/quotadeck/lib/libquotadeck-hook-*.so',
        modules: [{ name: OURS, parameters }],
      },
    ],
    manifestPath: '/etc/mesos/modules.json',
    manifestSha256: 'a1'.repeat(32),
    flagSource: { kind: 'init-wrapper', path: '/etc/mesos-slave' },
    restartOwed: false,
    ...more,
  }
}

function group(id: string, agents: string[], more: Partial<DriftGroup>): DriftGroup {
  const sha256 = 'a1'.repeat(32)
  return {
    id,
    agents,
    outlier: false,
    traits: traits({ agent: agents[0] ?? '' }),
    manifests: [{ sha256, agents }],
    restartOwed: [],
    differences: [],
    ...more,
  }
}

/** A fleet of which most are the same, one half is a version behind and one agent is alone. */
const groups: readonly DriftGroup[] = [
  group('6f1d0c2ab3e49587', ['batch-01', 'batch-02', 'stateful-02', 'web-01', 'web-02'], {
    manifests: [
      { sha256: 'a1'.repeat(32), agents: ['batch-01', 'stateful-02', 'web-01', 'web-02'] },
      { sha256: 'b2'.repeat(32), agents: ['batch-02'] },
    ],
    restartOwed: ['batch-02'],
  }),
  group('0b7e5d4c3a291807', ['stateful-01', 'stateful-03', 'web-03'], {
    traits: traits({ agent: 'stateful-01', mesosVersion: '1.11.0', hooks: [OURS, OTHER] }),
    differences: [
      { aspect: 'mesosVersion', text: 'Mesos: 1.12.0 → 1.11.0' },
      { aspect: 'hooks', text: `hooks: order ${OTHER}, ${OURS} → ${OURS}, ${OTHER}` },
      {
        aspect: 'manifest',
        text: `module ${OURS}: parameter default_hard_limit 10GiB → 20GiB`,
      },
    ],
  }),
  group('91c8d7e6f5a4b302', ['edge-ams-1'], {
    outlier: true,
    traits: traits({
      agent: 'edge-ams-1',
      build: { configured: undefined, running: undefined },
      hooks: [OTHER],
      isolation: null,
      flagSource: { kind: 'env-file', path: '/etc/mesos-agent.env' },
    }),
    differences: [
      { aspect: 'build', text: 'hook build: 4be0a1d2c3f4 → none' },
      { aspect: 'hooks', text: `hooks: ${OURS} removed` },
      { aspect: 'isolation', text: 'isolation: cgroups/cpu, cgroups/mem → none' },
      { aspect: 'manifest', text: `module ${OURS}: removed` },
      {
        aspect: 'flagSource',
        text: 'flags from: /etc/mesos-slave (init-wrapper) → /etc/mesos-agent.env (env-file)',
      },
    ],
  }),
]

export function exampleDrift(agents: readonly Agent[], { reference }: DriftRequest): DriftMap {
  if (agents.length === 0) return { groups: [], unseen: [] }
  const chosen = groups.find(({ id }) => id === reference) ?? groups[0]
  const unseen = Object.entries(exampleFailures).map(([agent, failure], index) => ({
    agent,
    failure,
    observedAt: index === 1 ? Date.now() - 7_200_000 : undefined,
  }))
  const now = Date.now()
  return {
    reference: {
      group: chosen?.id ?? '',
      chosen: chosen === groups[0] ? 'largest' : 'group',
    },
    groups: groups.map((each) =>
      each === chosen
        ? { ...each, differences: [] }
        : { ...each, differences: each.differences.length > 0 ? each.differences : reversed },
    ),
    unseen,
    observed: { from: now - 95_000, to: now - 40_000 },
  }
}

const reversed: DriftGroup['differences'] = [
  { aspect: 'mesosVersion', text: 'Mesos: 1.11.0 → 1.12.0' },
  { aspect: 'hooks', text: `hooks: order ${OURS}, ${OTHER} → ${OTHER}, ${OURS}` },
]

export function exampleConvergence({ reference, agents }: ConvergeRequest): Convergence {
  const bare = agents.filter((name) => name.startsWith('edge'))
  const others = agents.filter((name) => !name.startsWith('edge'))
  return {
    reference,
    rollout:
      bare.length > 0
        ? { build: '4be0a1d2c3f4'.repeat(6).slice(0, 64), agents: bare, hooks: [OTHER, OURS] }
        : undefined,
    changes: others.map((agent) => ({ agent, edit: { hooks: [OTHER, OURS] } })),
    left: others.map((agent) => ({
      agent,
      aspect: 'mesosVersion',
      reason: 'Mesos itself is brought up to date by its packages',
    })),
  }
}

import type { FlagSource } from '../../electron/contract/observation.ts'
import type { KindName } from '../lab/plan.ts'

/** Where an agent of a kind has what Quotadeck changes. */
export interface KindCase {
  readonly kind: KindName
  readonly flagSource: Pick<FlagSource, 'kind' | 'path'>
  /** The file that a change of our module's parameters goes to, and of the hooks' order. */
  readonly manifest: string
  readonly hooks: string
  /** What the first rollout makes beside, folders included. */
  readonly made?: readonly string[]
  /** Flags of the running agent that are others with our hook than before. */
  readonly flags: readonly string[]
}

const initWrapper = {
  flagSource: { kind: 'init-wrapper', path: '/etc/mesos-slave' },
  manifest: '/etc/mesos-slave-modules.json',
  hooks: '/etc/mesos-slave/hooks',
  flags: ['hooks', 'modules'],
} as const
const dropIn = '/etc/systemd/system/mesos-agent.service.d/zz-quotadeck.conf'
const ownFolder = '/etc/quotadeck'

/** Every kind of the lab, in groups that one machine boots together. */
export const groups: readonly (readonly KindCase[])[] = [
  [
    { kind: 'init-wrapper', ...initWrapper },
    {
      kind: 'env-file',
      flagSource: { kind: 'env-file', path: '/etc/mesos-agent.env' },
      manifest: '/etc/mesos-agent-modules.json',
      hooks: '/etc/mesos-agent.env',
      flags: ['hooks', 'modules'],
    },
    {
      kind: 'apache-rpm',
      flagSource: { kind: 'init-wrapper', path: '/etc/mesos-agent' },
      manifest: '/etc/mesos-agent-modules.json',
      hooks: '/etc/mesos-agent/hooks',
      flags: ['hooks', 'modules'],
    },
  ],
  [
    {
      kind: 'dcos',
      flagSource: { kind: 'dcos', path: '/var/lib/dcos/mesos-slave-common' },
      manifest: `${ownFolder}/modules.d/zz-quotadeck.json`,
      hooks: '/var/lib/dcos/mesos-slave-common',
      flags: ['hooks', 'modules_dir'],
      made: [
        ownFolder,
        `${ownFolder}/modules.d`,
        `${ownFolder}/modules.d/00-none.json`,
        `${ownFolder}/modules.d/example.json`,
      ],
    },
    {
      kind: 'systemd-execstart',
      flagSource: { kind: 'unit', path: dropIn },
      manifest: dropIn,
      hooks: dropIn,
      flags: ['hooks', 'modules'],
    },
    { kind: 'managed-by-puppet', ...initWrapper },
  ],
]

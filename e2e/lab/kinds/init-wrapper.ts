// Mesosphere's packages: a wrapper turns files under /etc/mesos-slave into flags; root logs in.

import {
  EXAMPLE_HOOK,
  exampleManifest,
  type GuestFile,
  type Kind,
  type KindContext,
  WORK_DIR,
  wrapperText,
} from './kind.ts'

/** Mesosphere's wrapper gives the agent only what the defaults `export`; Apache's exports all. */
const wrapper = (): string => wrapperText().replace(/^set [-+]a\n/gm, '')
const MANIFEST = '/etc/mesos-slave-modules.json'

// KillMode, Restart and RestartSec are those of the packages.
const UNIT = `[Unit]
Description=Mesos Slave
After=network.target
Wants=network.target

[Service]
ExecStart=/usr/bin/mesos-init-wrapper slave
KillMode=process
Restart=always
RestartSec=20
LimitNOFILE=infinity
CPUAccounting=true
MemoryAccounting=true

[Install]
WantedBy=multi-user.target
`

/** One file for each flag under /etc/mesos-slave. */
function flagFiles({ agent, docker, exampleHook }: KindContext): GuestFile[] {
  const flags: Record<string, string> = {
    work_dir: WORK_DIR,
    hostname: agent.name,
    containerizers: 'docker,mesos',
    executor_registration_timeout: '5mins',
    'attributes/rack': `rack-${agent.name}`,
    '?no-hostname_lookup': '',
    ...(docker === undefined ? {} : { docker }),
    ...(exampleHook ? { modules: `file://${MANIFEST}`, hooks: EXAMPLE_HOOK } : {}),
  }
  return Object.entries(flags).map(([name, value]) => ({
    path: `/etc/mesos-slave/${name}`,
    content: value === '' ? '' : `${value}\n`,
  }))
}

export const initWrapper: Kind = {
  login: 'root',
  unit: 'mesos-slave.service',
  files: (context) => [
    { path: '/usr/bin/mesos-init-wrapper', content: wrapper(), mode: 0o755 },
    { path: '/etc/systemd/system/mesos-slave.service', content: UNIT },
    { path: '/etc/default/mesos', content: 'ULIMIT="-n 8192"\n' },
    { path: '/etc/default/mesos-slave', content: 'MASTER=$(cat /etc/mesos/zk)\n' },
    { path: '/etc/mesos/zk', content: `${context.master}\n` },
    ...flagFiles(context),
    ...(context.exampleHook ? [{ path: MANIFEST, content: exampleManifest() }] : []),
  ],
}

// Apache's own RPM: its wrapper reads /etc/mesos-agent, and the package brings /etc/mesos-slave.

import {
  EXAMPLE_HOOK,
  exampleManifest,
  type GuestFile,
  type Kind,
  type KindContext,
  WORK_DIR,
  wrapperText,
} from './kind.ts'

const MANIFEST = '/etc/mesos-agent-modules.json'

const UNIT = `[Unit]
Description=Mesos Agent
After=network.target
Wants=network.target

[Service]
ExecStart=/usr/bin/mesos-init-wrapper agent
KillMode=process
Restart=always
RestartSec=20
LimitNOFILE=16384
CPUAccounting=true
MemoryAccounting=true
Delegate=true

[Install]
WantedBy=multi-user.target
`

/** What an operator wrote who trusted the package's folder, and what has an effect. */
function flagFiles({ agent, docker, exampleHook }: KindContext): GuestFile[] {
  const flags: Record<string, string> = {
    '/etc/mesos-slave/isolation': 'posix/cpu,posix/mem',
    '/etc/mesos-agent/work_dir': WORK_DIR,
    '/etc/mesos-agent/hostname': agent.name,
    '/etc/mesos-agent/containerizers': 'docker,mesos',
    ...(docker === undefined ? {} : { '/etc/mesos-agent/docker': docker }),
    ...(exampleHook ? { '/etc/mesos-agent/hooks': EXAMPLE_HOOK } : {}),
  }
  return Object.entries(flags).map(([path, value]) => ({ path, content: `${value}\n` }))
}

export const apacheRpm: Kind = {
  login: 'root',
  unit: 'mesos-slave.service',
  files: (context) => [
    {
      path: '/usr/bin/mesos-init-wrapper',
      content: wrapperText().replaceAll('slave', 'agent'),
      mode: 0o755,
    },
    { path: '/etc/systemd/system/mesos-slave.service', content: UNIT },
    {
      path: '/etc/default/mesos-agent',
      // Everything here is exported by this wrapper.
      content: `MASTER=$(cat /etc/mesos/zk)\n${context.exampleHook ? `MESOS_MODULES=file://${MANIFEST}\n` : ''}`,
      mode: 0o640,
    },
    { path: '/etc/mesos/zk', content: `${context.master}\n` },
    ...flagFiles(context),
    ...(context.exampleHook ? [{ path: MANIFEST, content: exampleManifest() }] : []),
  ],
}

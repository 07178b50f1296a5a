// A systemd unit of the operators' own with its flags in an environment file; the login is not
// root and needs a password for sudo.

import { exampleManifest, type GuestFile, type Kind, type KindContext, WORK_DIR } from './kind.ts'

const MANIFEST = '/etc/mesos-agent-modules.json'

const UNIT = `[Unit]
Description=Mesos Agent
After=network.target

[Service]
EnvironmentFile=/etc/mesos-agent.env
ExecStart=/usr/sbin/mesos-agent
KillMode=process
Restart=always
RestartSec=5

[Install]
WantedBy=multi-user.target
`

function environment({ agent, master, docker, exampleHook }: KindContext): string {
  const lines = [
    '# Flags of the Mesos agent on this machine.',
    `MESOS_WORK_DIR=${WORK_DIR}`,
    `MESOS_MASTER=${master}`,
    `MESOS_HOSTNAME=${agent.name}`,
    'MESOS_CONTAINERIZERS=docker,mesos',
    `MESOS_ATTRIBUTES=rack:rack-${agent.name}`,
    ...(docker === undefined ? [] : [`MESOS_DOCKER=${docker}`]),
    // Loaded but not switched on: MESOS_HOOKS has to be added by whoever wants a hook.
    ...(exampleHook ? [`MESOS_MODULES=file://${MANIFEST}`] : []),
  ]
  return `${lines.join('\n')}\n`
}

export const envFile: Kind = {
  login: 'operator',
  unit: 'mesos-agent.service',
  files: (context): GuestFile[] => [
    { path: '/etc/systemd/system/mesos-agent.service', content: UNIT },
    { path: '/etc/mesos-agent.env', content: environment(context) },
    ...(context.exampleHook ? [{ path: MANIFEST, content: exampleManifest() }] : []),
  ],
}

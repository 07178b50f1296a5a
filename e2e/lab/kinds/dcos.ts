// DC/OS: one environment file after the other, a directory of modules, no --hooks; what lies below
// /opt/mesosphere is replaced by the next upgrade.

import { exampleManifest, type GuestFile, type Kind, type KindContext, WORK_DIR } from './kind.ts'

const BIN = '/opt/mesosphere/bin'
const ETC = '/opt/mesosphere/etc'
const MODULES = `${ETC}/mesos-slave-modules`

// KillMode, RestartSec and the list of files are those of DC/OS.
const UNIT = `[Unit]
Description=Mesos Agent: distributed systems kernel agent

[Service]
Restart=always
StartLimitInterval=0
RestartSec=5
KillMode=control-group
Delegate=true
LimitNOFILE=infinity
TasksMax=infinity
SyslogIdentifier=mesos-agent
EnvironmentFile=/opt/mesosphere/environment
EnvironmentFile=${ETC}/mesos-slave-common
EnvironmentFile=${ETC}/mesos-slave
EnvironmentFile=${ETC}/proxy.env
EnvironmentFile=-${ETC}/mesos-slave-common-extras
EnvironmentFile=-/var/lib/dcos/mesos-slave-common
EnvironmentFile=-/var/lib/dcos/mesos-resources
EnvironmentFile=-/run/dcos/etc/mesos-slave
EnvironmentFile=-/etc/mesosphere/mesos/agent.env
ExecStart=${BIN}/start_mesos.sh ${BIN}/mesos-agent
`

function common({ agent, master, docker }: KindContext): string {
  const lines = [
    `MESOS_MASTER=${master}`,
    'MESOS_CONTAINERIZERS=docker,mesos',
    `MESOS_MODULES_DIR=${MODULES}`,
    `MESOS_WORK_DIR=${WORK_DIR}`,
    `MESOS_HOSTNAME=${agent.name}`,
    'MESOS_GC_DELAY=2days',
    'MESOS_HOSTNAME_LOOKUP=false',
    ...(docker === undefined ? [] : [`MESOS_DOCKER=${docker}`]),
  ]
  return `${lines.join('\n')}\n`
}

/** Modules in files as packages of DC/OS bring them, one with nothing in it. */
function modules({ exampleHook }: KindContext): GuestFile[] {
  return [
    { path: `${MODULES}/00-none.json`, content: '{}\n' },
    ...(exampleHook ? [{ path: `${MODULES}/example.json`, content: exampleManifest() }] : []),
  ]
}

export const dcos: Kind = {
  login: 'root',
  unit: 'dcos-mesos-slave.service',
  files: (context) => [
    { path: '/etc/systemd/system/dcos-mesos-slave.service', content: UNIT },
    { path: `${BIN}/start_mesos.sh`, content: '#!/bin/sh\nexec "$@"\n', mode: 0o755 },
    { path: `${BIN}/mesos-agent`, linkTo: '/usr/sbin/mesos-agent' },
    { path: '/opt/mesosphere/environment', content: 'PROVIDER=onprem\n' },
    { path: `${ETC}/mesos-slave-common`, content: common(context) },
    { path: `${ETC}/mesos-slave`, content: 'MESOS_RECOVERY_TIMEOUT=24hrs\n' },
    { path: `${ETC}/proxy.env`, content: '' },
    {
      path: '/var/lib/dcos/mesos-slave-common',
      content: '# set by operators\nMESOS_ATTRIBUTES="rack:a b"\nMESOS_GC_DELAY=1days\n',
      mode: 0o600,
    },
    { path: '/var/lib/dcos/mesos-resources', content: 'MESOS_RESOURCES=cpus:2\n' },
    ...modules(context),
  ],
}

// A package's unit with every flag on its command line, the manifest among them, and a drop-in of
// the operators.

import {
  EXAMPLE_HOOK,
  EXAMPLE_HOOK_LIBRARY,
  type Kind,
  type KindContext,
  WORK_DIR,
} from './kind.ts'

function unit({ master, docker, exampleHook }: KindContext): string {
  const manifest = `{"libraries":[{"file":"${EXAMPLE_HOOK_LIBRARY}","modules":[{"name":"${EXAMPLE_HOOK}"}]}]}`
  const words = [
    `--master=${master} --work_dir=${WORK_DIR}`,
    '--hostname=%H --containerizers=docker,mesos',
    // A comment may stand within a command line that goes on.
    ...(docker === undefined ? [] : [`--docker=${docker}`]),
    ...(exampleHook ? [`'--modules=${manifest}'`, `--hooks=${EXAMPLE_HOOK}`] : []),
    '"--attributes=rack:a b" --no-hostname_lookup',
  ]
  return `[Unit]
Description=Mesos Agent
After=network.target

[Service]
ExecStart=/usr/sbin/mesos-agent \\
# flags
  ${words.join(' \\\n  ')}
KillMode=process
Restart=always
RestartSec=5

[Install]
WantedBy=multi-user.target
`
}

const DROP_IN = `# set by operators
[Service]
LimitNOFILE=65536
Environment="MESOS_GC_DELAY=2days" X_API_TOKEN=not-to-be-shown
`

export const systemdExecstart: Kind = {
  login: 'operator',
  unit: 'mesos-agent.service',
  files: (context) => [
    { path: '/usr/lib/systemd/system/mesos-agent.service', content: unit(context) },
    { path: '/etc/systemd/system/mesos-agent.service.d/limits.conf', content: DROP_IN },
  ],
}

import type { Flag } from '../../electron/contract/observation.ts'

/** Flags of an agent whose init wrapper reads /etc/mesos-slave. */
export function exampleFlags(hooks: readonly string[]): Flag[] {
  const file = (name: string, value: string): Flag => ({
    name,
    value,
    origin: `/etc/mesos-slave/${name}`,
    as: `--${name}`,
    overrides: [],
  })
  return [
    {
      ...file('hooks', hooks.join(',')),
      overrides: [
        {
          value: 'org_example_EnvironmentHook',
          origin: '/etc/default/mesos-slave',
          line: 7,
          as: 'MESOS_HOOKS',
        },
      ],
    },
    file('isolation', 'cgroups/cpu,cgroups/mem,disk/du'),
    file('modules', 'file:///etc/mesos/modules.json'),
    file('work_dir', '/var/lib/mesos'),
    { ...file('containerizers', 'docker,mesos'), running: 'docker' },
    {
      name: 'master',
      value: 'zk://10.20.0.5:2181/mesos',
      origin: '/etc/default/mesos-slave',
      line: 2,
      as: 'MASTER',
      overrides: [],
    },
    file('credential', '(hidden)'),
  ]
}

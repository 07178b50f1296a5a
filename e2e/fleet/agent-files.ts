// What an agent of a fleet has on its disk.

import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { encodedStatus } from '../../electron/usage/testing.ts'
import { accountFiles, CHECK_CODE, DOAS_CONF, PAM, pamOfSshd, SUDOERS } from './accounts.ts'
import { COMMON } from './layout.ts'

export type AgentFile = { path: string; content: string | Buffer; mode?: number }

const HOOK = 'org_example_EnvironmentHook'
const CONTAINERS = 100

/** There is no /proc: it would show the mounts and the processes of all agents on each of them. */
const MOUNTS = `22 1 8:1 / / rw shared:1 - ext4 /dev/vda rw
29 22 254:16 / /var/lib/mesos rw,relatime shared:9 - xfs /dev/vdb rw,inode64,prjquota
`

const manifest = {
  libraries: [{ file: '/opt/lib/libexample-hook.so', modules: [{ name: HOOK }] }],
}

/** The files that are the same on every agent. */
export function commonFiles(passwordHash: string): AgentFile[] {
  const { passwd, group, shadow } = accountFiles(passwordHash)
  const lab = join(import.meta.dirname, '../lab/guest')
  return [
    { path: 'etc/passwd', content: passwd },
    { path: 'etc/group', content: group },
    { path: 'etc/shadow', content: shadow, mode: 0o600 },
    { path: 'etc/sudoers', content: SUDOERS, mode: 0o440 },
    { path: 'etc/pam.d/sudo', content: PAM },
    { path: 'etc/pam.d/doas', content: PAM },
    { path: 'etc/pam.d/sshd', content: pamOfSshd(`${COMMON}/opt/bin/check-code`) },
    { path: 'opt/bin/check-code', content: CHECK_CODE, mode: 0o755 },
    { path: 'etc/doas.conf', content: DOAS_CONF, mode: 0o400 },
    { path: 'etc/pam.d/other', content: PAM },
    { path: 'etc/nsswitch.conf', content: 'passwd: files\ngroup: files\nshadow: files\n' },
    { path: 'opt/lib/libexample-hook.so', content: 'no library: nothing loads it here\n' },
    { path: 'etc/hosts', content: '127.0.0.1 localhost fleet\n' },
    { path: 'proc/1/mountinfo', content: MOUNTS },
    {
      path: 'opt/bin/systemctl',
      content: readFileSync(join(import.meta.dirname, 'guest/systemctl')),
      mode: 0o755,
    },
    // The machine's own leads through /etc/alternatives, which is not there.
    {
      path: 'opt/bin/awk',
      content: `#!/bin/sh\nexec ${realpathSync('/usr/bin/awk')} "$@"\n`,
      mode: 0o755,
    },
    {
      path: 'opt/bin/mesos-init-wrapper',
      content: readFileSync(join(lab, 'mesos-init-wrapper')),
      mode: 0o755,
    },
  ]
}

/** The files that each agent has for itself: they are changed. */
export function ownFiles(agent: string, now: number): AgentFile[] {
  return [
    { path: 'etc/hostname', content: `${agent}\n` },
    { path: 'etc/mesos/modules.json', content: `${JSON.stringify(manifest, null, 2)}\n` },
    { path: 'etc/mesos-slave/hooks', content: `${HOOK}\n` },
    { path: 'etc/mesos-slave/modules', content: 'file:///etc/mesos/modules.json\n' },
    { path: 'etc/mesos-slave/work_dir', content: '/var/lib/mesos\n' },
    { path: 'var/lib/quotadeck/status.pb', content: statusFile(agent, now) },
  ]
}

/** A status as the hook writes it, of a hundred containers. */
export function statusFile(agent: string, now: number, sequence = 1): Buffer {
  return encodedStatus({
    build: {
      version: '0.1.0',
      mesosVersion: '1.12.0',
      libraryPath: '/var/lib/quotadeck/lib/libquotadeck-hook-000000000000.so',
      moduleName: 'org_quotadeck_XfsQuotaHook',
    },
    hostname: agent,
    bootId: '11111111-2222-3333-4444-555555555555',
    pid: 777,
    startedAtMs: now - 3_600_000,
    writtenAtMs: now,
    sequence,
    intervalMs: 5000,
    fileSystems: [
      {
        device: '/dev/vdb',
        mountPoint: '/var/lib/mesos',
        accounting: true,
        enforcement: true,
        sizeBytes: 2 ** 40,
        usedBytes: 2 ** 38,
      },
    ],
    projects: Array.from({ length: CONTAINERS }, (_, index) => container(agent, index, now)),
    counters: { launches: CONTAINERS },
  })
}

function container(agent: string, index: number, now: number) {
  const id = `${agent}-${String(index).padStart(8, '0')}-4c1f-9a7b-0123456789ab`
  const work = '/var/lib/mesos/slaves/d5c0d1f2-S1/frameworks/d5c0d1f2-0001/executors'
  return {
    id: 100_000 + index,
    containerName: `mesos-${id}`,
    taskId: `service-${index % 17}.${id}`,
    executorId: `service-${index % 17}.${id}`,
    frameworkId: 'd5c0d1f2-0001',
    path: `${work}/service-${index % 17}.${id}/runs/${id}`,
    hardLimitBytes: 2 ** 30,
    usedBytes: ((index * 7919) % 1000) * 2 ** 20,
    usedInodes: 100 + index,
    state: 1,
    sinceMs: now - index * 60_000,
  }
}

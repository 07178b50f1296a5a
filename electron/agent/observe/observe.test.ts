import { describe, expect, it } from 'vitest'
import { ENV_UNIT, snapshotOf, XFS_MOUNT } from '../testing/scripted-agent.ts'

const MANIFEST = '{"libraries":[{"file":"/opt/a.so","modules":[{"name":"a"}]}]}'
const MANIFEST_TEXT = 'libraries { file: "/opt/a.so" modules { name: "a" } }'

describe('flags of an init wrapper', () => {
  const flagFiles = {
    '/etc/default/mesos-slave': 'MASTER=$(cat /etc/mesos/zk)\nexport MESOS_PORT=5055\n',
    '/etc/mesos/zk': 'zk://z:2181/mesos\n',
    '/etc/mesos-slave/work_dir': '/var/lib/mesos\n',
    '/etc/mesos-slave/hooks': 'a,b\n',
    '/etc/mesos-slave/?no-hostname_lookup': '',
    '/etc/mesos-slave/docker_config': '{"auths":{"r":{"auth":"c2VjcmV0"}}}\n',
    '/etc/mesos-slave/credential': '/etc/mesos-credential\n',
  }

  it('are found where the wrapper reads them, with their origin', async () => {
    const { observation } = await snapshotOf({ flagFiles })
    expect(observation.flagSource).toMatchObject({ kind: 'init-wrapper', path: '/etc/mesos-slave' })
    expect(observation.hooks).toEqual(['a', 'b'])
    expect(observation.httpPort).toBe(5055)
    expect(observation.flags).toContainEqual({
      name: 'hostname_lookup',
      value: 'false',
      origin: '/etc/mesos-slave/?no-hostname_lookup',
      as: '--no-hostname_lookup',
      overrides: [],
    })
    expect(observation.flags).toContainEqual({
      name: 'master',
      value: 'zk://z:2181/mesos',
      origin: '/etc/default/mesos-slave',
      line: 1,
      as: 'MASTER',
      overrides: [],
    })
  })

  it('show no secret, but the path of one', async () => {
    const { observation } = await snapshotOf({ flagFiles })
    expect(JSON.stringify(observation)).not.toContain('c2VjcmV0')
    expect(observation.flags).toContainEqual(
      expect.objectContaining({ name: 'credential', value: '/etc/mesos-credential' }),
    )
  })

  it('warn of a backup among them, which the agent would take for a flag', async () => {
    const backup = { ...flagFiles, '/etc/mesos-slave/hooks.bak': 'a\n' }
    const { observation } = await snapshotOf({ flagFiles: backup })
    expect(observation.findings[0]).toMatchObject({ severity: 'error' })
    expect(observation.findings[0]?.message).toContain('--hooks.bak')
  })
})

describe('flags of environment files', () => {
  it('are those of the later file; a change goes to the last that sets any', async () => {
    const { observation, configured } = await snapshotOf({
      unit: {
        ...ENV_UNIT,
        EnvironmentFiles:
          '/etc/a.env (ignore_errors=no)\nEnvironmentFiles=/etc/b.env (ignore_errors=yes)',
      },
      flagFiles: {
        '/etc/a.env': 'MESOS_HOOKS=a\nMESOS_IP=10.0.0.1\n',
        '/etc/b.env': 'MESOS_HOOKS=b\n',
      },
    })
    expect(observation.hooks).toEqual(['b'])
    expect(configured.flags.get('hooks')?.origin).toBe('/etc/b.env')
    expect(configured.flags.get('ip')?.origin).toBe('/etc/a.env')
    expect(observation.flagSource).toMatchObject({ kind: 'env-file', path: '/etc/b.env' })
  })

  it('lose against the command line', async () => {
    const { configured } = await snapshotOf({
      unit: {
        ...ENV_UNIT,
        ExecStart:
          '{ path=/usr/sbin/mesos-agent ; argv[]=/usr/sbin/mesos-agent --hooks=c ; ignore_errors=no }',
      },
      flagFiles: { '/etc/mesos-agent.env': 'MESOS_HOOKS=a\n' },
    })
    expect(configured.flags.get('hooks')).toMatchObject({
      value: 'c',
      overrides: [{ value: 'a', origin: '/etc/mesos-agent.env', line: 1, as: 'MESOS_HOOKS' }],
    })
  })
})

describe('the running agent', () => {
  const configured = {
    flagFiles: {
      '/etc/mesos-slave/hooks': 'a\n',
      '/etc/mesos-slave/modules': 'file:///etc/m.json\n',
    },
    otherFiles: { '/etc/m.json': MANIFEST },
    mapped: ['/opt/a.so', '/usr/lib/libstdc++.so.6.0.30'],
  }
  const flags = (hooks: string, modules: string) => ({ '/flags': { flags: { hooks, modules } } })

  it('owes no restart when it shows what is configured', async () => {
    const { observation } = await snapshotOf({ ...configured, http: flags('a', MANIFEST_TEXT) })
    expect(observation).toMatchObject({
      restartOwed: false,
      mappedLibraries: ['/opt/a.so'],
      libstdcxx: '3.4.30',
      recovered: true,
      registered: true,
      agentId: 'agent-S0',
    })
  })

  it('owes one when hooks or modules differ', async () => {
    const owed = async (hooks: string, modules: string) =>
      (await snapshotOf({ ...configured, http: flags(hooks, modules) })).observation.restartOwed
    expect(await owed('b', MANIFEST_TEXT)).toBe(true)
    expect(await owed('a', MANIFEST_TEXT.replace('a.so', 'b.so'))).toBe(true)
    const broken = { ...configured, otherFiles: { '/etc/m.json': '{' } }
    const { observation } = await snapshotOf({ ...broken, http: flags('a', MANIFEST_TEXT) })
    expect(observation.restartOwed).toBe(true)
  })

  const errorsOf = async (files: Partial<typeof configured>) => {
    const http = flags('a', MANIFEST_TEXT)
    const { observation } = await snapshotOf({ ...configured, mounts: XFS_MOUNT, ...files, http })
    return observation.findings.filter(({ severity }) => severity === 'error')
  }

  it('is told of what would keep it from starting again, once', async () => {
    expect(await errorsOf({})).toEqual([])
    const hooks = { ...configured.flagFiles, '/etc/mesos-slave/hooks': 'a, b\n' }
    const error = "Error installing hooks: No hook module named ' b' available"
    expect(await errorsOf({ flagFiles: hooks })).toEqual([
      {
        severity: 'error',
        message: `The agent would not start again. It would exit with “${error}”.`,
        advice: 'Correct it before anything restarts the agent.',
        mesosError: error,
      },
    ])
    expect(await errorsOf({ otherFiles: { '/etc/m.json': '{' } })).toHaveLength(1)
  })

  it('that does not answer or wants a login leaves things unknown and says so', async () => {
    const http = { '/version': null, '/flags': 401, '/state': 503 }
    const { observation } = await snapshotOf({ ...configured, http })
    expect(observation).toMatchObject({ recovered: false, restartOwed: false })
    expect(observation.mesosVersion).toBeUndefined()
    const messages = observation.findings.map(({ message }) => message)
    expect(messages).toContain('/version on port 5051 does not answer.')
    expect(messages).toContain('/flags on port 5051 wants a login (401).')
  })
})

describe('the manifest', () => {
  const flagFiles = { '/etc/mesos-slave/modules': 'file:///etc/m.json\n' }

  it('that cannot be read is shown with the words of Mesos', async () => {
    const otherFiles = { '/etc/m.json': '{"libraries": [}' }
    const { observation } = await snapshotOf({ flagFiles, otherFiles })
    expect(observation.manifest?.error).toBe(
      "Failed to load flag 'modules': Failed to load value 'file:///etc/m.json': syntax error at line 1 near: }",
    )
  })

  it('that is missing is an error too', async () => {
    const { observation } = await snapshotOf({ flagFiles })
    expect(observation.manifest?.error).toContain("Error reading file '/etc/m.json'")
  })

  it('may stand in the flag itself', async () => {
    const { observation } = await snapshotOf({
      flagFiles: { '/etc/mesos-slave/modules': MANIFEST },
    })
    expect(observation.manifest?.path).toBeUndefined()
    expect(observation.manifest?.modules).toMatchObject([{ name: 'a', library: '/opt/a.so' }])
  })
})

describe('the file system', () => {
  const quota = async (mounts: string) =>
    (await snapshotOf({ mounts })).observation.fileSystem?.projectQuota

  it('is the mount below the work directory', async () => {
    const { observation } = await snapshotOf({})
    expect(observation.fileSystem).toMatchObject({
      mountPoint: '/var/lib/mesos',
      sizeBytes: 4_096_000,
      usedBytes: 1_638_400,
    })
  })

  it('enforces project quotas only when mounted so', async () => {
    expect(await quota(XFS_MOUNT)).toBe('enforced')
    expect(await quota(XFS_MOUNT.replace('prjquota', 'pqnoenforce'))).toBe('accounted')
    expect(await quota(XFS_MOUNT.replace('prjquota', 'noquota'))).toBe('off')
    expect(await quota('')).toBe('off')
  })
})

it('warns when a restart would kill the executors', async () => {
  const unit = { KillMode: 'control-group' }
  const without = { '/etc/mesos-slave/?no-systemd_enable_support': '' }
  const warned = async (flagFiles: Record<string, string>) =>
    (await snapshotOf({ unit, flagFiles })).observation.findings.some(({ message }) =>
      message.includes('would kill every task'),
    )
  expect(await warned({})).toBe(false)
  expect(await warned(without)).toBe(true)
})

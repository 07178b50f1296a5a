import { describe, expect, it } from 'vitest'
import { sha256 } from '../ask/digest.ts'
import { formatNames } from '../mesos/name-list.ts'
import { ENV_UNIT, snapshotOf } from '../testing/scripted-agent.ts'
import { NEW_MANIFEST, planChange } from './plan-change.ts'

const MANIFEST = '{"libraries":[{"file":"/opt/a.so","modules":[{"name":"a"},{"name":"b"}]}]}'
const otherFiles = { '/etc/m.json': MANIFEST }
const libraries = { '/opt/a.so': '/opt/a.so' }

const wrapper = {
  flagFiles: {
    '/etc/mesos-slave/hooks': 'a,b\n',
    '/etc/mesos-slave/modules': 'file:///etc/m.json\n',
  },
  otherFiles,
  libraries,
}
const ENV = '# mine\nMESOS_HOOKS=a\nX=1\nMESOS_MODULES=file:///etc/m.json\n'
const environment = {
  unit: ENV_UNIT,
  flagFiles: { '/etc/mesos-agent.env': ENV },
  otherFiles,
  libraries,
}

describe('an edit of the isolation', () => {
  it('is a file of the init wrapper, or the line of its variable', async () => {
    const [file] = planChange(await snapshotOf(wrapper), { isolation: ['posix/cpu'] }).files
    expect(file).toMatchObject({ path: '/etc/mesos-slave/isolation', after: 'posix/cpu\n' })
    const shell = { '/etc/default/mesos-slave': 'ISOLATION=posix/cpu,posix/mem\nIP=10.0.0.1\n' }
    const snapshot = await snapshotOf({ ...wrapper, flagFiles: { ...wrapper.flagFiles, ...shell } })
    expect(snapshot.observation.isolation).toEqual(['posix/cpu', 'posix/mem'])
    const plan = planChange(snapshot, { isolation: ['posix/mem', 'disk/du'] })
    expect(plan.files).toMatchObject([
      { path: '/etc/default/mesos-slave', after: 'ISOLATION=posix/mem,disk/du\nIP=10.0.0.1\n' },
    ])
    expect(plan.summary).toEqual([
      'isolation: posix/cpu removed',
      'isolation: disk/du added at place 2 of 2',
    ])
  })

  it('tells beforehand what the agent would die of', async () => {
    const plan = planChange(await snapshotOf(wrapper), { isolation: ['posix/cpu', 'none'] })
    expect(plan.prediction).toMatchObject({
      error: expect.stringContaining("Unknown or unsupported isolator 'none'"),
      at: '--isolation, name 2',
    })
  })

  it('conflicts with what someone else changed meanwhile', async () => {
    const flagFiles = { ...wrapper.flagFiles, '/etc/mesos-slave/isolation': 'posix/cpu,disk/du\n' }
    const plan = planChange(await snapshotOf({ ...wrapper, flagFiles }), {
      isolation: ['posix/mem', 'posix/cpu'],
      base: { isolation: ['posix/cpu'] },
    })
    expect(plan.base.isolation).toEqual(['posix/cpu', 'disk/du'])
    expect(plan.conflicts).toMatchObject([
      { part: 'isolation', merged: 'posix/mem,posix/cpu,disk/du' },
    ])
  })
})

describe('an edit of the hooks', () => {
  it('is one file under an init wrapper, locked on what was read', async () => {
    const plan = planChange(await snapshotOf(wrapper), { hooks: ['b', 'a'] })
    expect(plan.files).toEqual([
      {
        path: '/etc/mesos-slave/hooks',
        before: 'a,b\n',
        after: 'b,a\n',
        expectedSha256: sha256('a,b\n'),
      },
    ])
    expect(plan).toMatchObject({ summary: ['hooks: order a, b → b, a'], restartNeeded: true })
    expect(plan.prediction.starts).toBe(true)
  })

  it('is one line of an environment file', async () => {
    const [file] = planChange(await snapshotOf(environment), { hooks: ['b', 'a'] }).files
    expect(file?.after).toBe(ENV.replace('MESOS_HOOKS=a', 'MESOS_HOOKS=b,a'))
  })

  it('with an empty list removes the flag', async () => {
    const [flag] = planChange(await snapshotOf(wrapper), { hooks: [] }).files
    expect(flag).toMatchObject({ path: '/etc/mesos-slave/hooks', after: null })
    const [line] = planChange(await snapshotOf(environment), { hooks: [] }).files
    expect(line?.after).toBe(ENV.replace('MESOS_HOOKS=a\n', ''))
  })

  it('that changes nothing plans nothing', async () => {
    const plan = planChange(await snapshotOf(wrapper), { hooks: ['a', 'b'], manifest: MANIFEST })
    expect(plan.files).toEqual([])
  })

  it('tells beforehand what the agent would die of', async () => {
    const plan = planChange(await snapshotOf(wrapper), { hooks: ['a', 'c'] })
    expect(plan.prediction).toMatchObject({
      starts: false,
      error: "Error installing hooks: No hook module named 'c' available",
    })
  })

  it('refuses names that the agent would split', async () => {
    const snapshot = await snapshotOf(wrapper)
    for (const hook of ['', 'a,b', ' a', 'a\n']) {
      expect(() => planChange(snapshot, { hooks: [hook] })).toThrow('cannot be the name of a hook')
    }
  })

  it('tells what Mesos makes of white space in a list', () => {
    expect(() => formatNames('hooks', ['a', ' b'])).toThrowError(
      expect.objectContaining({
        data: expect.objectContaining({
          evidence: "Error installing hooks: No hook module named ' b' available",
        }),
      }),
    )
  })

  it('has the same hash for the same agent and another for another', async () => {
    const hash = async (hooks: string[]) => planChange(await snapshotOf(wrapper), { hooks }).hash
    expect(await hash(['b', 'a'])).toBe(await hash(['b', 'a']))
    expect(await hash(['b', 'a'])).not.toBe(await hash(['b']))
  })
})

describe('an edit of the manifest', () => {
  it('makes a file and the flag where there was none', async () => {
    const plan = planChange(await snapshotOf({}), { manifest: '{}' })
    expect(plan.files).toEqual([
      { path: NEW_MANIFEST, before: null, after: '{}', expectedSha256: null },
      {
        path: '/etc/mesos-slave/modules',
        before: null,
        after: `file://${NEW_MANIFEST}\n`,
        expectedSha256: null,
      },
    ])
  })

  it('puts both lines into one environment file', async () => {
    const flagFiles = { '/etc/mesos-agent.env': 'MESOS_IP=1.2.3.4\n' }
    const snapshot = await snapshotOf({ unit: ENV_UNIT, flagFiles })
    const { files } = planChange(snapshot, { manifest: MANIFEST, hooks: ['a'] })
    expect(files.map(({ path }) => path)).toEqual([NEW_MANIFEST, '/etc/mesos-agent.env'])
    expect(files[1]?.after).toBe(
      `MESOS_IP=1.2.3.4\nMESOS_MODULES=file://${NEW_MANIFEST}\nMESOS_HOOKS=a\n`,
    )
  })
})

describe('what is not edited', () => {
  it('includes an agent whose unit has no file', async () => {
    const unit = { ...ENV_UNIT, EnvironmentFiles: '', FragmentPath: '' }
    const snapshot = await snapshotOf({ unit })
    expect(() => planChange(snapshot, { hooks: ['a'] })).toThrow('its unit has no file')
  })

  it('includes files that are not UTF-8', async () => {
    const flagFiles = {
      '/etc/mesos-agent.env': Buffer.from('# caf\xe9\nMESOS_HOOKS=a\n', 'latin1'),
    }
    const snapshot = await snapshotOf({ unit: ENV_UNIT, flagFiles })
    expect(() => planChange(snapshot, { hooks: ['b'] })).toThrow('is not UTF-8 text')
  })

  it('includes a command line whose text cannot be read', async () => {
    const ExecStart =
      '{ path=/usr/sbin/mesos-agent ; argv[]=/usr/sbin/mesos-agent --hooks=a ; ignore_errors=no }'
    const snapshot = await snapshotOf({ ...environment, unit: { ...ENV_UNIT, ExecStart } })
    expect(() => planChange(snapshot, { hooks: ['b'] })).toThrow('is set in /etc/systemd')
  })
})

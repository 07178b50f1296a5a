import { describe, expect, it } from 'vitest'
import { rebased } from '../../contract/change.ts'
import { type ScriptedAgent, snapshotOf } from '../testing/scripted-agent.ts'
import { planChange } from './plan-change.ts'

const UNIT_PATH = '/etc/systemd/system/mesos.service'
const DROP_IN = '/etc/systemd/system/mesos-agent.service.d/zz-quotadeck.conf'
const MANIFEST = '{"libraries":[{"file":"/opt/a.so","modules":[{"name":"a"},{"name":"b"}]}]}'
const libraries = { '/opt/a.so': '/opt/a.so' }

/** An agent whose unit has this text in [Service]. */
function unitAgent(service: string, files: Record<string, string> = {}): ScriptedAgent {
  return {
    unit: {
      Id: 'mesos-agent.service',
      ExecStart: '{ path=/usr/sbin/mesos-agent ; argv[]=/usr/sbin/mesos-agent ; ignore_errors=no }',
      FragmentPath: UNIT_PATH,
    },
    flagFiles: { [UNIT_PATH]: `[Service]\n${service}`, ...files },
    otherFiles: { '/etc/m.json': MANIFEST },
    libraries,
  }
}

async function hooksChange(agent: ScriptedAgent, hooks: string[]) {
  const { files } = planChange(await snapshotOf(agent), { hooks })
  return Object.fromEntries(files.map(({ path, after }) => [path, after]))
}

describe('flags in ExecStart=', () => {
  const service = `ExecStart=-/usr/sbin/mesos-agent --work_dir=%S/mesos \\
  "--attributes=rack:a b" --hooks=a \\
  --modules=file:///etc/m.json
`

  it('are read by the rules of systemd', async () => {
    const { observation } = await snapshotOf(unitAgent(service))
    const flags = new Map(observation.flags.map((flag) => [flag.name, flag]))
    expect(flags.get('attributes')).toMatchObject({ value: 'rack:a b', origin: UNIT_PATH, line: 2 })
    expect(observation.flagSource).toMatchObject({ kind: 'unit', path: DROP_IN })
  })

  it('are changed through a drop-in that has the rest to the letter', async () => {
    expect(await hooksChange(unitAgent(service), ['b', 'a'])).toEqual({
      [DROP_IN]: expect.stringMatching(
        /\[Service\]\nExecStart=\nExecStart=-\/usr\/sbin\/mesos-agent --work_dir=%S\/mesos +"--attributes=rack:a b" --hooks=b,a +--modules=file:\/\/\/etc\/m.json\n$/,
      ),
    })
  })

  it('come back from the drop-in, which goes when nothing is left in it', async () => {
    const changed = await hooksChange(unitAgent(service), ['b', 'a'])
    const after = unitAgent(service, changed as Record<string, string>)
    expect(await hooksChange(after, ['a'])).toEqual({ [DROP_IN]: null })
    expect(await hooksChange(after, [])).toEqual({
      [DROP_IN]: expect.not.stringContaining('--hooks'),
    })
  })

  it('respect the drop-ins that are there', async () => {
    const other = '/etc/systemd/system/mesos-agent.service.d/override.conf'
    const text = '[Service]\nExecStart=\nExecStart=/usr/sbin/mesos-agent --hooks=b\n'
    const agent = unitAgent(service, { [other]: text })
    const { observation } = await snapshotOf(agent)
    expect(observation.flags.find(({ name }) => name === 'hooks')).toMatchObject({
      value: 'b',
      origin: other,
      line: 3,
    })
    expect((await hooksChange(agent, ['a', 'b']))[DROP_IN]).toContain('mesos-agent --hooks=a,b\n')
  })
})

describe('other ways of a unit', () => {
  it('a new flag is a variable of the drop-in', async () => {
    const agent = unitAgent('ExecStart=/usr/sbin/mesos-agent --modules=file:///etc/m.json\n')
    expect((await hooksChange(agent, ['a', 'b']))[DROP_IN]).toContain(
      '[Service]\nEnvironment=MESOS_HOOKS=a,b\n',
    )
  })

  it('Environment= is set again, and its removal leaves the other variables', async () => {
    const service =
      'ExecStart=/usr/sbin/mesos-agent\nEnvironment="MESOS_ATTRIBUTES=x:a b" MESOS_HOOKS=a\nEnvironment=MESOS_MODULES=/etc/m.json\n'
    expect((await hooksChange(unitAgent(service), ['b']))[DROP_IN]).toContain(
      '[Service]\nEnvironment=MESOS_HOOKS=b\n',
    )
    expect((await hooksChange(unitAgent(service), []))[DROP_IN]).toContain(
      '[Service]\nEnvironment=\nEnvironment="MESOS_ATTRIBUTES=x:a b"\nEnvironment=MESOS_MODULES=/etc/m.json\n',
    )
  })

  it('words of a variable are changed in its file', async () => {
    const agent = unitAgent(
      'EnvironmentFile=-/etc/sysconfig/mesos\nExecStart=/usr/sbin/mesos-agent $OPTIONS\n',
      { '/etc/sysconfig/mesos': '# mine\nOPTIONS="--hooks=a --modules=/etc/m.json"\n' },
    )
    const { observation } = await snapshotOf(agent)
    expect(observation.flags[0]).toMatchObject({ origin: '/etc/sysconfig/mesos', as: 'OPTIONS' })
    expect(await hooksChange(agent, ['b', 'a'])).toEqual({
      '/etc/sysconfig/mesos': '# mine\nOPTIONS="--hooks=b,a --modules=/etc/m.json"\n',
    })
  })

  it('a program that nobody knows: the process tells, and what it sets is not changed', async () => {
    const agent = {
      ...unitAgent('ExecStart=/opt/start-agent\n'),
      process: { words: ['/usr/sbin/mesos-agent', '--hooks=a', '--port=5055'], environ: [] },
    }
    const { observation } = await snapshotOf(agent)
    expect(observation.httpPort).toBe(5055)
    expect(observation.hooks).toEqual(['a'])
    await expect(hooksChange(agent, ['b'])).rejects.toThrow('set by the program that starts')
  })

  it('a file of hooks is changed itself', async () => {
    const agent = unitAgent('ExecStart=/usr/sbin/mesos-agent --hooks=file:///etc/hooks\n')
    const otherFiles = { '/etc/hooks': 'a\n' }
    expect(await hooksChange({ ...agent, otherFiles }, ['b'])).toEqual({ '/etc/hooks': 'b' })
  })
})

describe('DC/OS', () => {
  const order = [
    '/opt/mesosphere/etc/mesos-slave-common',
    '-/var/lib/dcos/mesos-slave-common',
    '-/var/lib/dcos/mesos-resources',
    '-/run/dcos/etc/mesos-slave',
  ]
  const service = `${order.map((path) => `EnvironmentFile=${path}\n`).join('')}ExecStart=/opt/mesosphere/bin/start_mesos.sh /opt/mesosphere/bin/mesos-agent\n`
  const image = '/opt/mesosphere/etc/mesos-slave-common'
  const modules = '/opt/mesosphere/etc/mesos-slave-modules'
  const agent: ScriptedAgent = {
    ...unitAgent(service, { [image]: `MESOS_MODULES_DIR=${modules}\nMESOS_PORT=5051\n` }),
    folders: { [modules]: { 'logger.json': MANIFEST } },
  }

  it('edits what outlasts an upgrade, and makes it where it is not there', async () => {
    const { observation } = await snapshotOf(agent)
    expect(observation.flagSource).toMatchObject({
      kind: 'dcos',
      path: '/var/lib/dcos/mesos-slave-common',
    })
    expect(await hooksChange(agent, ['a'])).toEqual({
      '/var/lib/dcos/mesos-slave-common': 'MESOS_HOOKS=a\n',
    })
  })

  it('puts a directory of its own in place of the one that an upgrade replaces', async () => {
    const snapshot = await snapshotOf(agent)
    expect(snapshot.observation.manifest).toMatchObject({
      path: '/etc/quotadeck/modules.d/zz-quotadeck.json',
      text: '',
      modules: [{ name: 'a', manifest: `${modules}/logger.json` }, { name: 'b' }],
    })
    const ours = MANIFEST.replace('"a"', '"c"').replace('"b"', '"d"')
    const plan = planChange(snapshot, { manifest: ours, hooks: ['a', 'c'] })
    expect(plan.files.map(({ path, after, stageIn }) => [path, after, stageIn])).toEqual([
      ['/etc/quotadeck/modules.d/logger.json', MANIFEST, '/etc/quotadeck'],
      ['/etc/quotadeck/modules.d/zz-quotadeck.json', ours, '/etc/quotadeck'],
      [
        '/var/lib/dcos/mesos-slave-common',
        'MESOS_MODULES_DIR=/etc/quotadeck/modules.d\nMESOS_HOOKS=a,c\n',
        undefined,
      ],
    ])
    expect(plan.prediction).toMatchObject({ starts: true })
    // What only some may read stays so in the copy.
    expect(plan.files[0]?.attributesOf).toBe(`${modules}/logger.json`)
    expect(plan.summary).toContain('module c: added, from /opt/a.so')
  })
})

describe('a directory of modules', () => {
  const service = 'ExecStart=/usr/sbin/mesos-agent --modules_dir=/etc/modules.d --hooks=a\n'
  const agent = (files: Record<string, string>): ScriptedAgent => ({
    ...unitAgent(service),
    folders: { '/etc/modules.d': files },
  })

  it('has all its libraries looked at, and those that are loaded known', async () => {
    const mapped = { ...agent({ 'a.json': MANIFEST }), mapped: ['/opt/a.so'] }
    const http = { '/flags': { flags: { hooks: 'a' } } }
    const snapshot = await snapshotOf({ ...mapped, http })
    const { prediction } = planChange(snapshot, { manifest: '{}' })
    expect(prediction).toEqual({ starts: true, unverified: [] })
  })

  it('gets a file of ours beside the others', async () => {
    const plan = planChange(await snapshotOf(agent({ 'a.json': MANIFEST })), { manifest: '{}' })
    expect(plan.files).toMatchObject([
      { path: '/etc/modules.d/zz-quotadeck.json', before: null, stageIn: '/etc' },
    ])
  })

  it('says what Mesos makes of a backup in it', async () => {
    const snapshot = await snapshotOf(agent({ 'a.json': MANIFEST, 'a.json.bak': '{' }))
    const error =
      "Error loading modules: Error parsing module manifest file '/etc/modules.d/a.json.bak': syntax error at line 1 near: "
    expect(snapshot.observation.manifest?.error).toBe(error)
    const plan = planChange(snapshot, { hooks: ['b'] })
    expect(plan.prediction).toMatchObject({ starts: false, error })
    const removed = planChange(snapshot, { directory: { '/etc/modules.d/a.json.bak': null } })
    expect(removed.prediction).toMatchObject({ starts: true })
    expect(removed.files).toMatchObject([{ path: '/etc/modules.d/a.json.bak', after: null }])
    expect(removed.summary).toEqual(['a.json.bak: removed'])
  })

  it('is changed file by file, each with the lock of what it was made on', async () => {
    const snapshot = await snapshotOf(agent({ 'a.json': MANIFEST, 'b.json': '{}' }))
    const path = '/etc/modules.d/a.json'
    const changed = MANIFEST.replace('"b"', '"c"')
    const edit = (base: string | null, text: string | null) =>
      planChange(snapshot, { directory: { [path]: text }, base: { directory: { [path]: base } } })
    expect(edit(MANIFEST, changed)).toMatchObject({
      conflicts: [],
      summary: expect.arrayContaining(['a.json: module b: removed']),
      base: { directory: { [path]: MANIFEST, '/etc/modules.d/b.json': '{}' } },
    })
    expect(edit(MANIFEST, MANIFEST).files).toEqual([])
    const former = MANIFEST.replace('"/opt/a.so"', '"/opt/old.so"')
    expect(edit(former, changed.replace('/opt/a.so', '/opt/old.so')).conflicts).toMatchObject([
      { part: 'manifest', path, now: MANIFEST, merged: expect.stringContaining('"c"') },
    ])
    expect(edit(former, null).conflicts).toMatchObject([
      { path, wanted: null, collisions: ['one removed it, the other changed it'] },
    ])
    expect(edit(null, '{}').conflicts).toHaveLength(1)
  })

  it('a conflict that is settled goes on with the file, on what stands there now', async () => {
    const snapshot = await snapshotOf(agent({ 'a.json': MANIFEST }))
    const path = '/etc/modules.d/a.json'
    const former = MANIFEST.replace('"/opt/a.so"', '"/opt/old.so"')
    const edit = {
      directory: { [path]: former.replace('"b"', '"c"'), '/etc/modules.d/new.json': '{}' },
      base: { directory: { [path]: former, '/etc/modules.d/new.json': null } },
    }
    const both = rebased(edit, planChange(snapshot, edit), 'both')
    expect(both.base?.directory).toEqual({ [path]: MANIFEST, '/etc/modules.d/new.json': null })
    const plan = planChange(snapshot, both)
    expect(plan.conflicts).toEqual([])
    expect(plan.files.map(({ path, after }) => [path, after])).toEqual([
      [path, expect.stringMatching(/^\{"libraries":\[\{"file":"\/opt\/a.so".*"c"/s)],
      ['/etc/modules.d/new.json', '{}'],
    ])
  })
})

it('a manifest within the flag is changed there', async () => {
  const agent = unitAgent(`ExecStart=/usr/sbin/mesos-agent '--modules=${MANIFEST}'\n`)
  const changed = MANIFEST.replace('"b"', '"c"')
  const snapshot = await snapshotOf(agent)
  const [file] = planChange(snapshot, { manifest: changed }).files
  expect(file?.path).toBe(DROP_IN)
  const after = await snapshotOf({
    ...agent,
    flagFiles: { ...agent.flagFiles, [DROP_IN]: file?.after ?? '' },
  })
  expect(after.observation.manifest?.text).toBe(changed)
})

describe('a wrapper', () => {
  const modules = { '/etc/mesos-slave/modules': '/etc/m.json\n' }
  const otherFiles = { '/etc/m.json': MANIFEST }

  it('with the flag in what it sources: the line is changed', async () => {
    const defaults = '# mine\nexport MESOS_HOOKS=a # note\n'
    const flagFiles = { ...modules, '/etc/default/mesos-slave': defaults }
    expect(await hooksChange({ flagFiles, otherFiles, libraries }, ['b'])).toEqual({
      '/etc/default/mesos-slave': '# mine\nexport MESOS_HOOKS=b # note\n',
    })
  })

  it('with a line that only a shell understands: a file beats it', async () => {
    const defaults = 'if true; then\nexport MESOS_HOOKS=a\nfi\n'
    const flagFiles = { ...modules, '/etc/default/mesos-slave': defaults }
    const agent = { flagFiles, otherFiles, libraries }
    expect(await hooksChange(agent, ['b'])).toEqual({ '/etc/mesos-slave/hooks': 'b\n' })
    await expect(hooksChange(agent, [])).rejects.toThrow('is more than a plain line')
  })
})

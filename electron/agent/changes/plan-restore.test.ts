import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Backup } from '../../contract/backup.ts'
import { sha256 } from '../ask/digest.ts'
import { readReferred } from '../observe/referred-files.ts'
import { localLink } from '../testing/local-link.ts'
import { ENV_UNIT, snapshotOf } from '../testing/scripted-agent.ts'
import { backupContentPath } from './backups.ts'
import { draftRestore, type LiveFile, planRestore, type Restored } from './plan-restore.ts'

const MANIFEST = '{"libraries":[{"file":"/opt/a.so","modules":[{"name":"a"},{"name":"b"}]}]}'
const wrapper = {
  flagFiles: {
    '/etc/mesos-slave/hooks': 'b\n',
    '/etc/mesos-slave/modules': 'file:///etc/m.json\n',
  },
  otherFiles: { '/etc/m.json': MANIFEST },
  libraries: { '/opt/a.so': '/opt/a.so' },
}

function restored(path: string, text: string | null): Restored {
  const content = text === null ? null : Buffer.from(text)
  const backup: Backup = {
    id: `0a1b2c3d4e5f-1700000000000-${sha256(path).slice(0, 16)}`,
    path,
    madeAt: 1_700_000_000_000,
    change: sha256(path).slice(0, 16),
    sha256: content && sha256(content),
    sizeBytes: content?.length ?? 0,
    attributes: content ? { mode: '640', owner: 'root', group: 'mesos' } : undefined,
    by: 'alice@laptop',
    reason: 'change',
    plan: 'x',
  }
  return { backup, content }
}

function liveFile(path: string, text: string, mode = '640'): LiveFile {
  const attributes = { mode, owner: 'root', group: 'mesos' }
  return { path, text, sha256: sha256(text), isUtf8: true, attributes }
}

const hooks = '/etc/mesos-slave/hooks'

it('puts bytes, owner and mode back, locked on what stands now, and says what it comes to', async () => {
  const snapshot = await snapshotOf(wrapper)
  const wanted = restored(hooks, 'a,b\n')
  const live = new Map([[hooks, liveFile(hooks, 'b\n', '600')]])
  const draft = draftRestore(snapshot, [wanted], live)
  const plan = planRestore(snapshot, draft, () => undefined)
  expect(plan.files).toEqual([
    {
      path: hooks,
      before: 'b\n',
      after: 'a,b\n',
      expectedSha256: sha256('b\n'),
      attributesOf: backupContentPath(wanted.backup.id),
    },
  ])
  expect(plan.summary).toEqual([
    `${hooks}: put back`,
    `${hooks}: mode 600 → 640`,
    'hooks: a added at place 1 of 2',
  ])
  expect(plan).toMatchObject({ restartNeeded: true, prediction: { starts: true } })
})

it('makes a removed file again, and removes one that was not there', async () => {
  const snapshot = await snapshotOf(wrapper)
  const attributes = '/etc/mesos-slave/attributes'
  const live = new Map([[hooks, liveFile(hooks, 'b\n')]])
  const both = [restored(attributes, 'rack:1\n'), restored(hooks, null)]
  const { changes, summary } = draftRestore(snapshot, both, live)
  expect(changes).toMatchObject([
    { path: attributes, before: null, after: 'rack:1\n', expectedSha256: null },
    { path: hooks, before: 'b\n', after: null, expectedSha256: sha256('b\n') },
  ])
  expect(summary).toEqual([
    `${attributes}: made again with mode 640, root:mesos`,
    `${hooks}: removed`,
    'hooks: b → none',
    '--attributes: not set → rack:1',
  ])
})

it('plans nothing where all is as it was', async () => {
  const live = new Map([[hooks, liveFile(hooks, 'b\n')]])
  const same = [restored(hooks, 'b\n'), restored('/etc/gone', null)]
  expect(draftRestore(await snapshotOf(wrapper), same, live).changes).toEqual([])
})

it('tells beforehand that the agent would not start with it', async () => {
  const env = '/etc/mesos-agent.env'
  const flagFiles = { [env]: 'MESOS_HOOKS=a\nMESOS_MODULES=file:///etc/m.json\n' }
  const snapshot = await snapshotOf({ ...wrapper, unit: ENV_UNIT, flagFiles })
  const live = new Map([[env, liveFile(env, flagFiles[env] ?? '')]])
  const old = restored(env, 'MESOS_HOOKS=a, b\nMESOS_MODULES=file:///etc/m.json\n')
  const plan = planRestore(snapshot, draftRestore(snapshot, [old], live), () => undefined)
  expect(plan.prediction).toMatchObject({
    starts: false,
    error: "Error installing hooks: No hook module named ' b' available",
  })
})

it('knows the modules directory that flags lead to again', async () => {
  const env = '/etc/mesos-agent.env'
  const old = mkdtempSync(join(tmpdir(), 'quotadeck-modules-'))
  writeFileSync(join(old, 'logger.json'), MANIFEST)
  const text = 'MESOS_HOOKS=b\nMESOS_MODULES_DIR=/etc/quotadeck/modules.d\n'
  const copy = '/etc/quotadeck/modules.d/logger.json'
  const snapshot = await snapshotOf({
    unit: ENV_UNIT,
    flagFiles: { [env]: text },
    folders: { '/etc/quotadeck/modules.d': { 'logger.json': MANIFEST } },
    libraries: { '/opt/a.so': '/opt/a.so' },
  })
  const both = [restored(env, `MESOS_HOOKS=a\nMESOS_MODULES_DIR=${old}\n`), restored(copy, null)]
  const live = new Map(
    [env, copy].map((path) => [path, liveFile(path, path === env ? text : MANIFEST)]),
  )
  const { configured } = draftRestore(snapshot, both, live).future
  const referred = await readReferred(localLink(), snapshot, configured)
  rmSync(old, { recursive: true })
  const draft = draftRestore(snapshot, both, live, referred)
  expect(draft.manifests).toEqual([MANIFEST])
  expect(planRestore(snapshot, draft, () => undefined).prediction).toMatchObject({ starts: true })
})

it('refuses two backups of one file, and what cannot be shown', async () => {
  const snapshot = await snapshotOf(wrapper)
  const two = [restored(hooks, 'a\n'), restored(hooks, 'b\n')]
  expect(() => draftRestore(snapshot, two, new Map())).toThrow(
    `Two of these backups are of ${hooks}`,
  )
  const { backup } = restored(hooks, 'a\n')
  const odd = [{ backup, content: Buffer.from([0xff, 0xfe]) }]
  expect(() => draftRestore(snapshot, odd, new Map())).toThrow('is not UTF-8 text')
})

const dropIn = '/etc/systemd/system/mesos-agent.service.d/modules.conf'
const directoryAgent = {
  unit: {
    ...ENV_UNIT,
    EnvironmentFiles: '',
    FragmentPath: '/etc/mesos.service',
    DropInPaths: dropIn,
  },
  flagFiles: {
    '/etc/mesos.service': '[Service]\nExecStart=/usr/sbin/mesos-agent --hooks=a\n',
    [dropIn]: '[Service]\nEnvironment=MESOS_MODULES_DIR=/etc/modules.d\n',
  },
  folders: { '/etc/modules.d': { 'a.json': MANIFEST } },
  libraries: { '/opt/a.so': '/opt/a.so' },
}

it('predicts with the files of a modules directory as they will be', async () => {
  const snapshot = await snapshotOf(directoryAgent)
  const path = '/etc/modules.d/a.json'
  const live = new Map([[path, liveFile(path, MANIFEST)]])
  const draft = draftRestore(snapshot, [restored(path, MANIFEST.replace('"a"', '"c"'))], live)
  expect(draft.summary).toContain('a.json: module a: removed')
  expect(planRestore(snapshot, draft, () => undefined).prediction).toMatchObject({
    error: "Error installing hooks: No hook module named 'a' available",
  })
})

it('predicts with another modules directory where a flag that is put back names it', async () => {
  const snapshot = await snapshotOf(directoryAgent)
  const text = '[Service]\nEnvironment=MESOS_MODULES_DIR=/etc/old.d\n'
  const live = new Map([[dropIn, liveFile(dropIn, directoryAgent.flagFiles[dropIn] ?? '')]])
  const backups = [restored(dropIn, text)]
  const predicted = (files: { path: string; text: string }[], missing = false) => {
    const directory = { path: '/etc/old.d', missing, files }
    const referred = {
      files: new Map(files.map((each) => [each.path, liveFile(each.path, each.text)])),
      directory,
    }
    const draft = draftRestore(snapshot, backups, live, referred)
    return planRestore(snapshot, draft, () => undefined).prediction
  }
  const file = '/etc/old.d/x.json'
  expect(predicted([{ path: file, text: MANIFEST }])).toMatchObject({ starts: true })
  expect(predicted([{ path: file, text: '{' }])).toMatchObject({
    error: expect.stringContaining(`Error parsing module manifest file '${file}'`),
  })
  expect(predicted([], true)).toMatchObject({
    error: expect.stringContaining("Failed to opendir '/etc/old.d'"),
  })
})

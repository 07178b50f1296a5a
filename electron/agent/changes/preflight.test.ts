import { expect, it } from 'vitest'
import type { BuildFacts } from '../../contract/observation.ts'
import { ENV_UNIT, type ScriptedAgent, snapshotOf, XFS_MOUNT } from '../testing/scripted-agent.ts'
import { preflight } from './preflight.ts'

const build: BuildFacts = {
  sha256: 'a'.repeat(64),
  sizeBytes: 1,
  version: '0.1.0',
  mesosVersion: '1.12.0',
  modules: ['org_quotadeck_XfsQuotaHook'],
  machine: 'x86-64',
  needed: [],
  wants: { GLIBC: '2.34', GLIBCXX: '3.4.29' },
  builtWith: 'standin',
}
const mapped = ['/usr/lib/libstdc++.so.6.0.30']

async function refusalOf(facts: Partial<BuildFacts>, agent: ScriptedAgent = {}) {
  const { observation } = await snapshotOf({ mapped, ...agent })
  return preflight({ ...build, ...facts }, observation).refusal?.data.message
}

it('lets a fitting build pass', async () => {
  expect(await refusalOf({})).toBeUndefined()
})

it('refuses a build for another Mesos, patch level included', async () => {
  expect(await refusalOf({ mesosVersion: '1.11.0' })).toContain(
    "Minimum supported mesos version for 'Hook' is 1.12.0, but module is compiled with version 1.11.0",
  )
  expect(await refusalOf({ mesosVersion: '1.12.1' })).toContain(
    'Mesos has version 1.12.0, but module is compiled with version 1.12.1',
  )
})

it('refuses what the machine cannot load', async () => {
  expect(await refusalOf({ machine: 'aarch64' })).toContain('built for aarch64')
  expect(await refusalOf({ wants: { GLIBC: '2.37' } })).toContain('GLIBC_2.37, the agent has 2.36')
  expect(await refusalOf({ wants: { GLIBC: '2.4' } })).toBeUndefined()
  expect(await refusalOf({ wants: { GLIBCXX: '3.4.31' } })).toContain('GLIBCXX_3.4.31')
})

it('refuses an agent without enforced project quotas', async () => {
  const mounts = XFS_MOUNT.replace('prjquota', 'pqnoenforce')
  expect(await refusalOf({}, { mounts })).toContain('project quotas accounted')
  expect(await refusalOf({}, { mounts: '' })).toContain('/ is ext4')
})

it('refuses an agent that it cannot know enough of', async () => {
  expect(await refusalOf({}, { http: { '/version': null } })).toContain('does not answer')
  const unit = { ...ENV_UNIT, EnvironmentFiles: '', FragmentPath: '' }
  expect(await refusalOf({}, { unit })).toContain('is not known')
})

it('refuses an agent whose restart would kill its tasks', async () => {
  const unit = { KillMode: 'mixed' }
  const flagFiles = { '/etc/mesos-slave/systemd_enable_support': 'false\n' }
  expect(await refusalOf({}, { unit, flagFiles })).toContain('would kill every task')
  expect(await refusalOf({}, { unit })).toBeUndefined()
})

it('names what was not checked', async () => {
  const { observation } = await snapshotOf({})
  const { warnings } = preflight({ ...build, builtWith: 'mesos' }, observation)
  expect(warnings).toEqual([
    "The symbols that the build takes from the agent's libmesos were not checked.",
    "The agent's C++ library could not be checked.",
  ])
})

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { HOOK_CALLBACKS } from '../../contract/hook-callbacks.ts'
import { localLink } from '../testing/local-link.ts'
import { hookLibrary, readHookLibraries } from './hook-libraries.ts'

const bin = join(import.meta.dirname, '../../../native-hook/out/bin')

const OURS = [
  'slavePreLaunchDockerTaskExecutorDecorator',
  'slaveRemoveExecutorHook',
  'slaveTaskStatusDecorator',
]

const path = join(bin, 'libquotadeck-hook-1.12.0.so')
const ifBuilt = it.skipIf(!existsSync(path))

ifBuilt('a build of ours says in its note what it is and which callbacks it has', async () => {
  const [library] = await readHookLibraries(localLink(), [path])
  expect(library).toEqual({
    path,
    build: {
      version: expect.stringMatching(/^\d/),
      mesosVersion: '1.12.0',
      modules: ['org_quotadeck_XfsQuotaHook', 'demo_mesos_xfsquotahook'],
    },
    callbacks: OURS,
    knownFrom: 'note',
  })
})

ifBuilt('the note agrees with the functions that the build holds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quotadeck-names-'))
  try {
    const other = join(folder, 'without-note.so')
    const content = readFileSync(`${path}.debug`)
    content.write('without!!', content.indexOf('callbacks='))
    writeFileSync(other, content)
    const [library] = await readHookLibraries(localLink(), [other])
    expect(library).toMatchObject({ callbacks: OURS, knownFrom: 'symbols' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('a library that is not there, or of another kind, says nothing', async () => {
  const paths = [join(bin, 'none.so'), join(bin, 'quotadeck-hookctl')]
  expect(await readHookLibraries(localLink(), paths)).toEqual(paths.map((path) => ({ path })))
  expect(await readHookLibraries(localLink(), [])).toEqual([])
})

it('of a library without a note its functions are known, not those of Mesos in it', () => {
  const names = [
    '_ZN3org8LabelFix24slaveTaskStatusDecoratorE',
    '_ZN3org8LabelFix26slaveRunTaskLabelDecoratorE',
    '_ZN5mesos4Hook23slaveRemoveExecutorHookE',
    '_ZN5mesos8internal11HookManager18slavePostFetchHookE',
    '_ZN3org4Hook99masterSlaveLostHookE',
    'version=3',
  ]
  expect(hookLibrary('/x.so', names)).toEqual({
    path: '/x.so',
    callbacks: ['slaveRunTaskLabelDecorator', 'slaveTaskStatusDecorator'],
    knownFrom: 'symbols',
  })
})

it('has every callback of Mesos once', () => {
  expect(new Set(HOOK_CALLBACKS.map(({ name }) => name)).size).toBe(11)
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { planChange } from '../../agent/changes/plan-change.ts'
import { snapshotOf } from '../../agent/testing/scripted-agent.ts'
import type { Edit } from '../../contract/change.ts'
import type { Console } from './console.ts'
import { manifestCommand } from './manifest.ts'

const folder = mkdtempSync(join(tmpdir(), 'quotadeck-manifest-'))
afterAll(() => rmSync(folder, { recursive: true }))

const libraries = Array.from({ length: 400 }, (_, l) => ({
  file: `/opt/lib${l}.so`,
  modules: Array.from({ length: 10 }, (_, m) => ({
    name: `m${l}_${m}`,
    parameters: [{ key: 'a', value: 'x'.repeat(100) }],
  })),
}))
const text = JSON.stringify({ libraries }, null, 2)

/** What the command prints for an agent with that manifest. */
async function printed(...words: string[]): Promise<string> {
  const snapshot = await snapshotOf({
    flagFiles: {
      '/etc/mesos-slave/modules': 'file:///etc/m.json\n',
      '/etc/m.json': text,
    },
    libraries: Object.fromEntries(libraries.map(({ file }) => [file, file])),
  })
  let output = ''
  const console = {
    client: {
      agents: { observe: () => snapshot.observation },
      changes: { plan: ({ edit }: { edit: Edit }) => planChange(snapshot, edit) },
    },
    print: <T>(document: T, text: (document: T) => string) => {
      output = text(document)
    },
  } as unknown as Console
  const [what = '', ...rest] = words
  await manifestCommand(console).parseAsync([what, 'x', ...rest], { from: 'user' })
  return output
}

/** The text in a file. */
function fileOf(content: string | Buffer): string {
  const path = join(folder, 'modules.json')
  writeFileSync(path, content)
  return path
}

it('a manifest of 1 MB is shown, edited by steps and as a text', { timeout: 60_000 }, async () => {
  expect(text.length).toBeGreaterThan(1_000_000)
  expect(await printed('show')).toBe(text)
  const steps = await printed('set', 'libraries[200].modules[5].name', 'new', '--dry-run')
  expect(steps).toContain('agent1: module m200_5: removed')
  expect(steps.split('\n').length).toBeLessThan(40)
  const edited = await printed('edit', fileOf(text.replace('m7_7', 'new')), '--dry-run')
  expect(edited).toContain('agent1: module m7_7: removed')
  const other = await printed('edit', fileOf(JSON.stringify({ libraries: [] })), '--dry-run')
  expect(other).toContain('… and 3900 changes more')
  expect(other).toContain('too different to be shown line by line')
})

it('a file that is no UTF-8 is refused by name', async () => {
  const path = fileOf(Buffer.from([0x7b, 0xe9, 0x7d]))
  await expect(printed('edit', path, '--dry-run')).rejects.toThrow(`${path} cannot be read as text`)
})

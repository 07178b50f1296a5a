import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkManifest, trimmedArgument } from '../../electron/agent/check-manifest.ts'
import { libraryFacts } from '../../electron/agent/library-file.ts'
import type { LibraryFacts } from '../../electron/agent/predict.ts'
import { verdictOf } from './agent-verdict.ts'
import { type Case, cases, type Fixtures } from './cases.ts'

const built = join(import.meta.dirname, '../../native-hook/out')
/** A real agent of Mesos 1.12.0 may take the stand-in's place; its fixtures must be built for it. */
const agent = process.env.QUOTADECK_MESOS_AGENT ?? join(built, 'bin/mesos-agent')
const fixture = (name: string) => join(built, `standin/test/fixtures/libfixture-${name}.so`)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quotadeck-predictions-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function prepare(): Fixtures {
  const own = mkdtempSync(join(folder, 'libraries-'))
  const write = (name: string, content: string) => {
    writeFileSync(join(own, name), content)
    return join(own, name)
  }
  return {
    first: fixture('first'),
    second: fixture('second'),
    older: fixture('older'),
    newer: fixture('newer'),
    text: write('text.so', 'no library, '.repeat(20)),
    short: write('short.so', 'abc'),
  }
}

/** What is on this machine's disk, as an operator would give it with --library. */
function librariesOf(fixtures: Fixtures): Map<string, LibraryFacts> {
  const { first, second, text, short } = fixtures
  const facts = new Map<string, LibraryFacts>([
    ['/tmp/', { state: 'folder' }],
    [fixtures.older, { state: 'known', modules: ['fixture_older'], mesosVersion: '1.11.0' }],
    [fixtures.newer, { state: 'known', modules: ['fixture_newer'], mesosVersion: '1.12.1' }],
  ])
  for (const path of [first, second, text, short, '/etc/passwd'])
    facts.set(path, libraryFacts(readFileSync(path)))
  facts.set(first.replace('/lib', '/./lib'), libraryFacts(readFileSync(first)))
  return facts
}

interface Question {
  readonly flags: readonly string[]
  readonly predicted: ReturnType<typeof checkManifest>
}

function ask(one: Case, index: number, libraries: ReadonlyMap<string, LibraryFacts>): Question {
  const at = join(folder, String(index))
  mkdirSync(at)
  const { manifest, directory, hooks } = one
  const flags: string[] = hooks === undefined ? [] : [`--hooks=${hooks}`]
  if (manifest !== undefined) {
    writeFileSync(join(at, 'modules.json'), manifest)
    flags.push(`--modules=file://${at}/modules.json`)
  }
  if (directory) flags.push(`--modules_dir=${at}`)
  for (const [name, text] of Object.entries(directory ?? {})) writeFileSync(join(at, name), text)
  const predicted = checkManifest({
    manifest: manifest === undefined ? undefined : Buffer.from(manifest),
    flagValue: `file://${at}/modules.json`,
    directory:
      directory &&
      Object.entries(directory).map(([name, text]) => ({
        path: join(at, name),
        bytes: Buffer.from(text),
      })),
    hooks: hooks === undefined ? undefined : trimmedArgument(hooks),
    mesosVersion: '1.12.0',
    libraries,
  })
  return { flags, predicted }
}

test('the prediction is what an agent does, its error to the letter', async () => {
  const fixtures = prepare()
  const libraries = librariesOf(fixtures)
  const all = cases(fixtures)
  expect(all.length).toBeGreaterThan(150)
  const wrong: string[] = []
  let started = 0
  for (const [index, one] of all.entries()) {
    const { flags, predicted } = ask(one, index, libraries)
    const { starts, said } = await verdictOf(agent, flags)
    if (starts) started++
    const agrees = predicted.starts ? starts : !starts && said.includes(`${predicted.error}\n`)
    if (!agrees)
      wrong.push(`${one.name}\n  predicted: ${JSON.stringify(predicted)}\n  agent: ${said.trim()}`)
  }
  console.log(
    `${all.length - wrong.length} of ${all.length} predictions agree with ${agent}; ${started} started`,
  )
  expect(wrong.join('\n')).toBe('')
})

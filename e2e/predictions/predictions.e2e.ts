import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Found } from '../../electron/agent/builds/linking.ts'
import {
  checkManifest,
  type ManifestCheck,
  trimmedArgument,
} from '../../electron/agent/manifest/check-manifest.ts'
import { libraryFacts, programFacts } from '../../electron/agent/manifest/library-file.ts'
import type { LibraryFacts } from '../../electron/agent/manifest/predict.ts'
import { type Verdict, verdictOf } from './agent-verdict.ts'
import { type Case, cases, type Fixtures } from './cases.ts'
import { spoiltLibraries } from './odd-libraries.ts'

const built = join(import.meta.dirname, '../../native-hook/out')
/** A real agent of Mesos 1.12.0 may take the stand-in's place, with fixtures that are built for it. */
const agent = process.env.QUOTADECK_MESOS_AGENT ?? join(built, 'bin/mesos-agent')
const fixtures = process.env.QUOTADECK_MESOS_FIXTURES ?? join(built, 'standin/test/fixtures')
const fixture = (name: string) => join(fixtures, `libfixture-${name}.so`)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quotadeck-predictions-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function prepare(): Fixtures {
  const first = fixture('first')
  return {
    first,
    second: fixture('second'),
    older: fixture('older'),
    newer: fixture('newer'),
    api: fixture('api'),
    missing: fixture('missing'),
    other: fixture('other'),
    undefined: fixture('undefined'),
    needs: fixture('needs'),
    spoilt: spoiltLibraries(readFileSync(first), join(folder, 'spoilt')),
  }
}

/**
 * What is on this machine's disk, as an operator would give it with --library. The fixtures carry
 * no note: what one would say is said here.
 */
function librariesOf(all: Fixtures): Map<string, LibraryFacts> {
  const { first, second, needs, other, spoilt } = all
  const noted = (module: string, mesosVersion: string): LibraryFacts => ({
    state: 'known',
    modules: [module],
    mesosVersion,
  })
  const facts = new Map<string, LibraryFacts>([
    ['/tmp/', { state: 'folder' }],
    [all.older, noted('fixture_older', '1.11.0')],
    [all.newer, noted('fixture_newer', '1.12.1')],
  ])
  const read = [first, second, needs, other, all.undefined, all.api, all.missing, '/etc/passwd']
  for (const path of [...read, ...spoilt.map(({ path }) => path)])
    facts.set(path, libraryFacts(readFileSync(path)))
  for (const [from, to] of [
    ['/lib', '/./lib'],
    ['/lib', '//lib'],
    [/$/, '\0.bak'],
  ] as const)
    facts.set(first.replace(from, to), libraryFacts(readFileSync(first)))
  return facts
}

/** The agent's program and all that the loader loads for it. */
function loadedBy(program: string): Found[] {
  const lines = execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)
  return [program, ...[...lines].map(([, path = '']) => path)].flatMap((path) => {
    const elf = programFacts(readFileSync(path))
    return elf ? [{ path, elf }] : []
  })
}

interface Question {
  readonly flags: readonly string[]
  readonly predicted: ReturnType<typeof checkManifest>
}

function ask(
  one: Case,
  index: number,
  known: Pick<ManifestCheck, 'libraries' | 'agentLibraries'>,
): Question {
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
    ...known,
  })
  return { flags, predicted }
}

/** Agents asked at the same time. */
const AT_ONCE = 4

/** What only an agent can know of a library that carries no note: the prediction must say so. */
const UNKNOWABLE = new Set([
  'DifferentApiVersion',
  'missing fields',
  'an unknown kind',
  'one that finds itself incompatible',
  'an isolator as a hook',
])

function agrees({ predicted }: Question, { starts, said }: Verdict, name: string): boolean {
  if (predicted.starts && UNKNOWABLE.has(name)) return !starts && predicted.unverified.length > 0
  return predicted.starts ? starts : !starts && said.includes(`${predicted.error}\n`)
}

test('the prediction is what an agent does, its error to the letter', async () => {
  const fixtures = prepare()
  const known = { libraries: librariesOf(fixtures), agentLibraries: loadedBy(agent) }
  const all = cases(fixtures)
  expect(all.length).toBeGreaterThan(200)
  const questions = all.map((one, index) => ({ one, question: ask(one, index, known) }))
  const wrong: string[] = []
  let started = 0
  const next = questions.values()
  const work = async () => {
    for (const { one, question } of next) {
      const verdict = await verdictOf(agent, question.flags)
      if (verdict.starts) started++
      if (agrees(question, verdict, one.name)) continue
      const predicted = JSON.stringify(question.predicted)
      const text = `${one.name}\n  predicted: ${predicted}\n  agent: ${verdict.said.trim()}`
      wrong.push(text.slice(0, 2000))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  console.log(
    `${all.length - wrong.length} of ${all.length} predictions agree with ${agent}; ${started} started`,
  )
  expect(wrong.join('\n')).toBe('')
})

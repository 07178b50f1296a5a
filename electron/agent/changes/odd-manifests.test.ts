import { describe, expect, it } from 'vitest'
import { editManifest, readDocument } from '../../contract/manifest-document.ts'
import { withParameters } from '../manifest/manifest.ts'
import { snapshotOf } from '../testing/scripted-agent.ts'
import { planChange } from './plan-change.ts'

// The table of README.md, "What Mesos's parser does": what is said there is shown here.

const PATH = '/etc/m.json'

function agentWith(manifest: string | Buffer, hooks = 'a', there = ['/a.so']) {
  return snapshotOf({
    flagFiles: {
      '/etc/mesos-slave/hooks': `${hooks}\n`,
      '/etc/mesos-slave/modules': `file://${PATH}\n`,
      [PATH]: manifest,
    },
    libraries: Object.fromEntries(there.map((path) => [path, path])),
  })
}

async function planned(text: string) {
  return planChange(await agentWith('{}'), { manifest: text, base: { manifest: '{}' } })
}

async function errorOf(text: string): Promise<string | undefined> {
  const { prediction } = await planned(text)
  return prediction.starts ? undefined : prediction.error
}

const ONE = '{"libraries":[{"file":"/a.so","modules":[{"name":"a"}]}]}'
const LOAD = `Failed to load flag 'modules': Failed to load value 'file://${PATH}': `

describe('a manifest', () => {
  it('with a key twice: the last counts, and the first stays as it is', async () => {
    const twice = ONE.replace('"libraries"', '"libraries": [], "libraries"')
    expect(await errorOf(twice)).toBeUndefined()
    expect(await errorOf(ONE.replace(/\}$/, ', "libraries": []}'))).toBe(
      "Error installing hooks: No hook module named 'a' available",
    )
    const path = ['libraries', 0, 'file']
    expect(editManifest(twice, { step: 'set', path, value: '/b.so' }).text).toBe(
      twice.replace('/a.so', '/b.so'),
    )
    expect(withParameters(twice, 'a', { k: 'v' })).toMatch(
      /^\{"libraries": \[\], "libraries".*"v"/s,
    )
  })

  it('with comments: a syntax error, or the name of a file where one begins it', async () => {
    const within = ONE.replace('[', '[ // mine\n')
    expect(await errorOf(within)).toBe(`${LOAD}syntax error at line 1 near: // mine`)
    expect(await errorOf(`// mine\n${ONE}`)).toContain(`${LOAD}Error reading file '// mine\n`)
    expect(readDocument(within)).toBeUndefined()
  })

  it('with a comma too many: a syntax error', async () => {
    expect(await errorOf(ONE.replace('}]}]}', '}],}]}'))).toContain(
      `${LOAD}syntax error at line 1 near: }]}`,
    )
    expect(await errorOf(ONE.replace(/\}$/, ',}'))).toBe(`${LOAD}syntax error at line 1 near: }`)
  })

  it('with a byte order mark: a syntax error', async () => {
    expect(await errorOf(`\ufeff${ONE}`)).toContain(`${LOAD}syntax error at line 1 near: `)
  })

  it('not in UTF-8: Mesos takes it, and it is shown and not written', async () => {
    const bytes = Buffer.from(ONE.replace('{', '{"x":"\xe9",'), 'latin1')
    const snapshot = await agentWith(bytes)
    const { manifest } = snapshot.observation
    expect([manifest?.error, manifest?.modules.length]).toEqual([undefined, 1])
    expect(planChange(snapshot, { hooks: [] }).files).toHaveLength(1)
    expect(() => planChange(snapshot, { manifest: ONE })).toThrow(`${PATH} is not UTF-8 text`)
  })
})

describe('a manifest of 1 MB', { timeout: 60_000 }, () => {
  const parameters = [{ key: 'a', value: 'x'.repeat(100) }]
  const libraries = Array.from({ length: 400 }, (_, l) => ({
    file: `/opt/lib${l}.so`,
    modules: Array.from({ length: 10 }, (_, m) => ({ name: `m${l}_${m}`, parameters })),
  }))
  const text = `${JSON.stringify({ libraries }, null, 2)}\n`
  const large = () =>
    agentWith(
      text,
      'm1_1',
      libraries.map(({ file }) => file),
    )
  const path = ['libraries', 200, 'modules', 5, 'name']

  it('is edited by steps and planned as any other', async () => {
    expect(text.length).toBeGreaterThan(1_000_000)
    const snapshot = await large()
    const { text: renamed, reverse } = editManifest(text, { step: 'set', path, value: 'new' })
    expect(renamed.slice(0, reverse.offset)).toBe(text.slice(0, reverse.offset))
    const { summary, prediction, conflicts } = planChange(snapshot, {
      manifest: renamed,
      base: { manifest: text },
    })
    expect(summary).toHaveLength(2)
    expect([prediction.starts, conflicts]).toEqual([true, []])
    const base = { manifest: text.replace('"m7_7"', '"old"') }
    const [conflict] = planChange(snapshot, { manifest: renamed, base }).conflicts
    expect(conflict?.merged).toContain('"m7_7"')
  })

  it('moves a library without touching another', () => {
    const moved = editManifest(text, { step: 'move', path: ['libraries', 0], to: 399 }).text
    const back = editManifest(moved, { step: 'move', path: ['libraries', 399], to: 0 }).text
    expect([readDocument(moved)?.[398]?.file, back === text]).toEqual(['/opt/lib399.so', true])
  })

  it('of which all changes has a summary that can be read', async () => {
    const snapshot = await large()
    const reversed = JSON.stringify({ libraries: libraries.toReversed() })
    const [order = ''] = planChange(snapshot, { manifest: reversed }).summary
    expect(order).toMatch(/^modules: order m0_0, .* and 3960 more → m399_0, .* and 3960 more$/)
    const { summary } = planChange(snapshot, { manifest: '{}' })
    expect([summary.length, summary.at(-1)]).toEqual([101, '… and 3900 changes more'])
  })

  it('grows to 4 MiB, which is what of a file is read at most', async () => {
    const snapshot = await large()
    const larger = `${text}${' '.repeat(4 * 1024 * 1024)}`
    expect(() => planChange(snapshot, { manifest: larger })).toThrow(
      `${PATH} would have ${larger.length} bytes, and 4 MiB of a file are read at most`,
    )
  })
})

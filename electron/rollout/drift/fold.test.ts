import { expect, it } from 'vitest'
import { snapshotOf } from '../../agent/testing/scripted-agent.ts'
import type { Sighting, Traits } from '../../contract/drift.ts'
import type { Observation } from '../../contract/observation.ts'
import { foldFleet } from './fold.ts'
import { traitsOf } from './traits.ts'

const build = 'abcdef0123456789'.repeat(4)
const path = `/var/lib/quotadeck/lib/libquotadeck-hook-${build.slice(0, 12)}.so`
const manifest = (file: string, limit = '1GiB', space = '') =>
  `{"libraries":${space}[{"file":"${file}","modules":[{"name":"org_quotadeck_XfsQuotaHook","parameters":[{"key":"default_hard_limit","value":"${limit}"}]}]}]}`

async function observed(more: { hooks?: string; text?: string } = {}): Promise<Observation> {
  const { observation } = await snapshotOf({
    flagFiles: {
      '/etc/mesos-slave/hooks': more.hooks ?? 'org_quotadeck_XfsQuotaHook\n',
      '/etc/mesos-slave/modules': 'file:///etc/m.json\n',
    },
    otherFiles: { '/etc/m.json': more.text ?? manifest(path) },
    builds: { [path]: build },
    libraries: { [path]: path },
    mapped: [path],
  })
  return observation
}

/** Agents named prefix1 … prefixN, all with these traits. */
function agents(prefix: string, count: number, traits: Traits): Sighting[] {
  return Array.from({ length: count }, (_, index) => {
    const agent = `${prefix}${index + 1}`
    return { agent, triedAt: traits.observedAt, traits: { ...traits, agent } }
  })
}

it('agents that are the same are one group, however their manifests are written', async () => {
  const plain = traitsOf(await observed())
  const spaced = traitsOf(await observed({ text: manifest(path, '1GiB', ' ') }))
  const map = foldFleet([...agents('a', 3, plain), ...agents('b', 1, spaced)])
  expect(map.groups).toHaveLength(1)
  expect(map.groups[0]).toMatchObject({ differences: [], outlier: false })
  expect(map.groups[0]?.manifests.map((each) => each.agents)).toEqual([['a1', 'a2', 'a3'], ['b1']])
})

it('what differs from the reference is said, aspect by aspect, and outliers are marked', async () => {
  const usual = traitsOf(await observed())
  const other = {
    ...traitsOf(
      await observed({ hooks: 'x,org_quotadeck_XfsQuotaHook\n', text: manifest(path, '2GiB') }),
    ),
    mesosVersion: '1.11.0',
    build: { configured: usual.build.configured, running: undefined },
    isolation: ['cgroups/mem'],
    flagSource: { kind: 'env-file' as const, path: '/etc/mesos-agent.env' },
  }
  const map = foldFleet([...agents('a', 4, usual), ...agents('z', 1, other)])
  expect(map.reference).toEqual({ group: map.groups[0]?.id, chosen: 'largest' })
  expect(map.groups[1]).toMatchObject({ agents: ['z1'], outlier: true })
  expect(map.groups[1]?.differences).toEqual([
    { aspect: 'mesosVersion', text: 'Mesos: 1.12.0 → 1.11.0' },
    { aspect: 'build', text: 'hook build: abcdef012345 → abcdef012345, not running' },
    { aspect: 'hooks', text: 'hooks: x added at place 1 of 2' },
    { aspect: 'isolation', text: 'isolation: none → cgroups/mem' },
    {
      aspect: 'manifest',
      text: 'module org_quotadeck_XfsQuotaHook: parameter default_hard_limit 1GiB → 2GiB',
    },
    {
      aspect: 'flagSource',
      text: 'flags from: /etc/mesos-slave (init-wrapper) → /etc/mesos-agent.env (env-file)',
    },
  ])
  const turned = foldFleet([...agents('a', 4, usual), ...agents('z', 1, other)], 'z1')
  expect(turned.reference?.chosen).toBe('agent')
  expect(turned.groups[0]?.differences[0]?.text).toBe('Mesos: 1.11.0 → 1.12.0')
})

it('another build is no other manifest', async () => {
  const next = 'fedcba9876543210'.repeat(4)
  const nextPath = path.replace(build.slice(0, 12), next.slice(0, 12))
  const seen = await observed({ text: manifest(nextPath) })
  const map = foldFleet([
    ...agents('a', 2, traitsOf(await observed())),
    ...agents('b', 1, traitsOf(seen)),
  ])
  expect(map.groups[1]?.differences.map(({ aspect }) => aspect)).toEqual(['build'])
})

it('two halves have no outlier', async () => {
  const usual = traitsOf(await observed())
  const halves = [...agents('a', 3, usual), ...agents('b', 2, { ...usual, hooks: undefined })]
  expect(foldFleet(halves).groups.map(({ outlier }) => outlier)).toEqual([false, false])
})

it('agents that were not seen stand apart, with the reason and the last time', async () => {
  const traits = traitsOf(await observed())
  const failure = { code: 'connection-refused', message: 'no', changed: '', advice: '' } as const
  const lost = { agent: 'lost', triedAt: 2, traits: { ...traits, agent: 'lost' }, failure }
  const map = foldFleet([...agents('a', 1, traits), lost, { agent: 'new', triedAt: 0 }])
  expect(map.groups.flatMap((group) => group.agents)).toEqual(['a1'])
  expect(map.unseen).toEqual([
    { agent: 'lost', failure, observedAt: traits.observedAt },
    { agent: 'new', failure: undefined, observedAt: undefined },
  ])
  expect(foldFleet([lost])).toMatchObject({ groups: [], reference: undefined, observed: undefined })
  expect(() => foldFleet(agents('a', 1, traits), 'lost')).toThrow("'lost' is neither an agent")
})

it('values that look secret are not in what is remembered', async () => {
  const text = manifest(path).replace('default_hard_limit', 'api_token').replace('1GiB', 'hunter2')
  const traits = traitsOf(await observed({ text }))
  expect(JSON.stringify(traits)).not.toContain('hunter2')
  expect(traits.libraries[0]?.modules[0]?.parameters).toEqual([
    { key: 'api_token', value: '(hidden)' },
  ])
})

it('a thousand agents fold into their groups', async () => {
  const usual = traitsOf(await observed())
  const fleet = Array.from({ length: 1000 }, (_, index) => {
    const hooks = [`h${index % 50}`, ...(usual.hooks ?? [])]
    return agents(`n${index}-`, 1, { ...usual, hooks })
  }).flat()
  const { groups } = foldFleet(fleet)
  expect(groups).toHaveLength(50)
  expect(groups.every((group) => group.agents.length === 20)).toBe(true)
})

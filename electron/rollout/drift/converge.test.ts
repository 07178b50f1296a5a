import { expect, it } from 'vitest'
import { snapshotOf } from '../../agent/testing/scripted-agent.ts'
import { converge } from './converge.ts'
import { traitsOf } from './traits.ts'

const OURS = 'org_quotadeck_XfsQuotaHook'
const build = 'abcdef0123456789'.repeat(4)
const path = `/var/lib/quotadeck/lib/libquotadeck-hook-${build.slice(0, 12)}.so`

interface Described {
  readonly hooks?: string
  readonly limit?: string
  readonly others?: string
  readonly ours?: boolean
  readonly isolation?: string
}

async function observed(
  name: string,
  {
    hooks = `a,${OURS}`,
    limit = '1GiB',
    others = '/a.so',
    ours = true,
    isolation = 'cgroups/mem',
  }: Described = {},
) {
  const parameters = [{ key: 'default_hard_limit', value: limit }]
  const libraries = [
    { file: others, modules: [{ name: 'a' }] },
    ...(ours ? [{ file: path, modules: [{ name: OURS, parameters }] }] : []),
  ]
  const { observation } = await snapshotOf({
    name,
    flagFiles: {
      '/etc/mesos-slave/hooks': `${hooks}\n`,
      '/etc/mesos-slave/isolation': `${isolation}\n`,
      '/etc/mesos-slave/modules': 'file:///etc/m.json\n',
    },
    otherFiles: { '/etc/m.json': JSON.stringify({ libraries }) },
    builds: ours ? { [path]: build } : {},
    libraries: { [path]: path, '/a.so': '/a.so', '/b.so': '/b.so' },
    mapped: ours ? [path, others] : [others],
  })
  return observation
}

it('one rollout brings the build, its parameters and the hooks to agents that lack it', async () => {
  const reference = await observed('ref')
  const bare = await observed('bare', { ours: false, hooks: 'a' })
  const different = { hooks: 'a', others: '/b.so', isolation: 'posix/mem' }
  const odd = await observed('odd', { ours: false, ...different })
  const plan = converge(reference, [bare, odd].map(traitsOf), [{ sha256: build }])
  expect(plan).toEqual({
    reference: 'ref',
    rollout: {
      build,
      agents: ['bare', 'odd'],
      hooks: ['a', OURS],
      parameters: { default_hard_limit: '1GiB' },
    },
    changes: [],
    left: [
      {
        agent: 'odd',
        aspect: 'isolation',
        reason: 'isolation differs: converge again after the rollout',
      },
      {
        agent: 'odd',
        aspect: 'manifest',
        reason: 'modules of others differ: converge again after the rollout',
      },
    ],
  })
})

it('a build that this console does not have is asked for', async () => {
  const bare = traitsOf(await observed('bare', { ours: false, hooks: 'a' }))
  const plan = converge(await observed('ref'), [bare], [])
  expect(plan.rollout).toBeUndefined()
  expect(plan.left).toMatchObject([{ agent: 'bare', aspect: 'build' }])
})

it('agents that have the build get edits of what differs', async () => {
  const reference = await observed('ref')
  const seen = [
    await observed('same'),
    await observed('order', { hooks: `${OURS},a` }),
    await observed('limit', { limit: '2GiB' }),
    await observed('isolated', { isolation: 'cgroups/cpu,cgroups/mem' }),
  ]
  const plan = converge(reference, seen.map(traitsOf), [{ sha256: build }])
  expect(plan).toEqual({
    reference: 'ref',
    rollout: undefined,
    changes: [
      { agent: 'order', edit: { hooks: ['a', OURS] } },
      { agent: 'limit', edit: { manifest: reference.manifest?.text } },
      { agent: 'isolated', edit: { isolation: ['cgroups/mem'] } },
    ],
    left: [],
  })
})

it('what Quotadeck does not change is left and said', async () => {
  const traits = {
    ...traitsOf(await observed('old')),
    mesosVersion: '1.11.0',
    flagSource: { kind: 'env-file' as const, path: '/etc/mesos-agent.env' },
    build: { configured: build.slice(0, 12), running: undefined },
  }
  const plan = converge(await observed('ref'), [traits], [])
  expect(plan.changes).toEqual([])
  expect(plan.left.map(({ aspect }) => aspect)).toEqual(['mesosVersion', 'flagSource', 'build'])
})

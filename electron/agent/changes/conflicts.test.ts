import { expect, it } from 'vitest'
import { type Edit, rebased } from '../../contract/change.ts'
import { snapshotOf } from '../testing/scripted-agent.ts'
import { planChange } from './plan-change.ts'

const manifestOf = (k: string) =>
  `{"libraries":[{"file":"/opt/a.so","modules":[{"name":"a","parameters":[{"key":"k","value":"${k}"}]},{"name":"b"},{"name":"c"}]}]}`

/** What stands there now; edits below were made before it was so. */
const snapshot = () =>
  snapshotOf({
    flagFiles: {
      '/etc/mesos-slave/hooks': 'b,a\n',
      '/etc/mesos-slave/modules': 'file:///etc/m.json\n',
    },
    otherFiles: { '/etc/m.json': manifestOf('2') },
    libraries: { '/opt/a.so': '/opt/a.so' },
  })

async function planned(edit: Edit) {
  return planChange(await snapshot(), edit)
}

it('an edit of what stands there is none', async () => {
  const base = { hooks: ['b', 'a'], manifest: manifestOf('2') }
  expect((await planned({ hooks: ['a'], manifest: '{}', base })).conflicts).toEqual([])
})

it('an edit that comes to what stands there is none', async () => {
  const plan = await planned({ hooks: ['b', 'a'], base: { hooks: ['a', 'b'] } })
  expect(plan).toMatchObject({ conflicts: [], files: [] })
})

it('what the edit does not touch is left as someone else made it', async () => {
  const edit = { hooks: ['a', 'b'], manifest: manifestOf('1') }
  const plan = await planned({ ...edit, base: edit })
  expect(plan).toMatchObject({ conflicts: [], files: [] })
})

it('shows three sides, and both changes where they do not collide', async () => {
  const edit: Edit = { hooks: ['a', 'b', 'c'], base: { hooks: ['a', 'b'] } }
  const plan = await planned(edit)
  expect(plan.conflicts).toEqual([
    {
      part: 'hooks',
      base: 'a,b',
      now: 'b,a',
      wanted: 'a,b,c',
      theirs: ['hooks: order a, b → b, a'],
      ours: ['hooks: c added at place 3 of 3'],
      merged: 'b,a,c',
      collisions: [],
      notes: [],
    },
  ])
  const both = await planned(rebased(edit, plan, 'both'))
  expect(both).toMatchObject({ conflicts: [], summary: ['hooks: c added at place 3 of 3'] })
  const mine = await planned(rebased(edit, plan, 'mine'))
  expect(mine.conflicts).toEqual([])
  expect(mine.files[0]?.after).toBe('a,b,c\n')
})

it('proposes nothing where the changes collide', async () => {
  const edit: Edit = { manifest: manifestOf('3'), base: { manifest: manifestOf('1') } }
  const [conflict] = (await planned(edit)).conflicts
  expect(conflict).toMatchObject({
    part: 'manifest',
    theirs: ['module a: parameter k 1 → 2'],
    ours: ['module a: parameter k 1 → 3'],
    collisions: [expect.stringContaining('it was "1", is "2" now, "3" is wanted')],
  })
  expect(conflict).not.toHaveProperty('merged')
})

it('a flag that someone set meanwhile is one too', async () => {
  const plan = await planned({ hooks: ['c'], base: { hooks: null } })
  expect(plan.conflicts).toMatchObject([{ base: null, now: 'b,a', merged: 'b,a,c' }])
})

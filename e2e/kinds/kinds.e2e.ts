// Every way of installing an agent: what Quotadeck does there changes the files that it named and
// nothing else, and once it is rolled back nothing is left but its own folder.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { missingForLab } from '../lab/requirements.ts'
import { onAgent } from '../stage/kernel.ts'
import { type Operator, openOperator } from '../stage/operator.ts'
import { openStage, type Stage } from '../stage/stage.ts'
import { changedOn, diskOf } from './agent-disk.ts'
import { groups, type KindCase } from './cases.ts'
import { Course } from './course.ts'

const problems = missingForLab()
if (problems.length > 0) console.log(`skipped, a lab cannot run here: ${problems.join('; ')}`)

/** A content, a mode, an owner, a link, a file of the layer below gone, folders and files new. */
const leastChanges = `printf x >>/etc/hostname && chmod o-r /etc/hosts && chgrp 1 /etc/group &&
ln -sfn /elsewhere /etc/mtab && rm /etc/debian_version && chmod g+w /opt/example &&
: >/opt/example/.new && chmod 700 /var/lib/misc && : >/var/lib/quotadeck/new`

/** The agents of a group have two processors and share them. */
const TIMEOUT_MS = 480_000

describe.skipIf(problems.length > 0).each(groups.map((group) => ({ group })))(
  'agents installed in ways of their own',
  ({ group }) => {
    let stage: Stage
    let operator: Operator

    beforeAll(async () => {
      const name = `kinds-${process.pid}`
      const kinds = group.map(({ kind }) => kind)
      stage = await openStage(name, kinds.length, new AbortController().signal, kinds)
      operator = await openOperator(stage.lab, stage.dataDir)
    })
    afterAll(async () => {
      await operator?.engine.close()
      await stage?.close()
    })

    it.concurrent.each(group)('$kind', (kind) => walk(kind), TIMEOUT_MS)

    it('would show the least change of a disk', async () => {
      const [agent] = stage.lab.agents
      if (!agent) throw new Error('the lab has no agent')
      const before = await diskOf(agent)
      await onAgent(agent, ['sh', '-c', leastChanges])
      expect(changedOn(before, await diskOf(agent))).toEqual({
        own: ['/var/lib/quotadeck/new'],
        others: [
          ...['/etc/debian_version', '/etc/group', '/etc/hostname', '/etc/hosts', '/etc/mtab'],
          ...['/opt/example', '/opt/example/.new', '/var/lib/misc'],
        ],
      })
    })

    async function walk(kind: KindCase): Promise<void> {
      const agent = stage.lab.agents.find((each) => each.kind === kind.kind)
      if (!agent) throw new Error(`the lab has no agent of kind ${kind.kind}`)
      const course = await Course.start(operator.quotadeck, agent)
      const { name } = agent

      const seen = await operator.quotadeck.agents.observe({ agent: name })
      expect(seen.flagSource).toMatchObject(kind.flagSource)
      expect(seen.unit.name).toBe(agent.unit)
      expect(seen.restartOwed).toBe(false)

      await course.rollOut()
      await course.expectChanged([kind.manifest, kind.hooks, ...(kind.made ?? [])])
      await course.reorder()
      await course.expectChanged([kind.hooks])
      await course.editParameter()
      await course.expectChanged([kind.manifest])
      await course.expectInEffect(kind.flags)
      await course.restore()
      await course.expectAsBefore()
    }
  },
)

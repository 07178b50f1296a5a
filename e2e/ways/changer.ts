// Changes an agent's hooks and manifest together again and again, until it is killed. Arguments:
// the agent as JSON, a data folder.

import { createRouterClient } from '@orpc/server'
import { openEngine } from '../../electron/entry/engine.ts'
import { engineRouter } from '../../electron/entry/router.ts'
import { HOOKS, MANIFESTS } from './contents.ts'

const [record = '', dataFolder = ''] = process.argv.slice(2)
const quotadeck = createRouterClient(engineRouter(openEngine(dataFolder)))
const agents = await quotadeck.agents.list()
const { name: agent } = agents[0] ?? (await quotadeck.agents.add(JSON.parse(record)))
for (let turn = 0; ; turn++) {
  const edit = { hooks: HOOKS[turn % 2] ?? [], manifest: MANIFESTS[turn % 2] ?? '' }
  const { hash } = await quotadeck.changes.plan({ agent, edit })
  await quotadeck.changes.apply({ agent, edit, hash, restart: false })
  console.log(turn)
}

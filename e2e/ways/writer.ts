// Puts a library and a file in place again and again, until it is killed. Argument: JSON.

import { agentSchema } from '../../electron/contract/agent.ts'
import { sha256Of } from '../../electron/link/files.ts'
import { connectPool } from '../../electron/link/pool.ts'
import { contentsOf, FILE, LIBRARY } from './contents.ts'

const agent = agentSchema.parse(JSON.parse(process.argv[2] ?? ''))
const pool = connectPool({
  agent: () => agent,
  secrets: { find: () => undefined, forget: () => {} },
  ownKnownHosts: '/dev/null',
})
const link = await pool.get(agent.name)
for (let turn = 0; ; turn++) {
  const { library, file } = contentsOf(turn)
  await Promise.all([
    link.upload(LIBRARY, library, { sha256: sha256Of(library) }),
    link.write(FILE, file),
  ])
  console.log(turn)
}

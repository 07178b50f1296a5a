// Puts a library and a file in place again and again, writes one and removes it, and follows another,
// until it is killed. Argument: the agent as JSON.

import { agentSchema } from '../../electron/contract/agent.ts'
import { sha256Of } from '../../electron/link/files.ts'
import { connectPool } from '../../electron/link/pool.ts'
import { contentsOf, FILE, FOLLOWED, LIBRARY, PASSING } from './contents.ts'

const agent = agentSchema.parse(JSON.parse(process.argv[2] ?? ''))
const pool = connectPool({
  agent: () => agent,
  secrets: { find: () => undefined, forget: () => {} },
  ownKnownHosts: '/dev/null',
})
const link = await pool.get(agent.name)
const lines = link.follow(FOLLOWED)
await lines.next()
async function writeAndRemove(content: Buffer): Promise<void> {
  // Of one that was killed.
  await link.run(['rm', '-f', PASSING])
  await link.write([{ path: PASSING, content }])
  await link.write([{ path: PASSING, content: null, expectedSha256: sha256Of(content) }])
}
for (let turn = 0; ; turn++) {
  const { library, file } = contentsOf(turn)
  await Promise.all([
    link.upload(LIBRARY, library, { sha256: sha256Of(library) }),
    link.write([{ path: FILE, content: file }]),
    writeAndRemove(file),
  ])
  console.log(turn)
}

// Quotadeck: the work by its links. Arguments: a job's file, a carrier.

import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { agentSchema, carrierNameSchema } from '../../../electron/contract/agent.ts'
import { sha256Of } from '../../../electron/link/files.ts'
import { connectPool } from '../../../electron/link/pool.ts'
import { answersRight, COMMAND, type Job, onAll, PLACES, READ } from './job.ts'

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Job
const library = readFileSync(job.files.library)
const librarySha256 = sha256Of(library)
const manifest = readFileSync(job.files.manifest)
const hooks = readFileSync(job.files.hooks)
const carrier = carrierNameSchema.parse(process.argv[3])
const agents = new Map(
  job.agents.map((agent) => [agent.name, agentSchema.parse({ ...agent, carrier })]),
)
const pool = connectPool({
  agent: (name) => agents.get(name),
  secrets: { find: () => undefined, forget: () => {} },
  ownKnownHosts: join(dirname(job.out), 'own_known_hosts'),
})

const done = await onAll(job.agents, async ({ name }) => {
  const link = await pool.get(name)
  await link.upload(PLACES.library, library, { sha256: librarySha256 })
  await link.write([
    { path: PLACES.manifest, content: manifest },
    { path: PLACES.hooks, content: hooks },
  ])
  const { stdout } = await link.run(COMMAND)
  const read = await link.read(READ)
  link.close()
  return answersRight(name, `${stdout}`, read.length)
})
pool.close()
writeFileSync(job.out, JSON.stringify(done))

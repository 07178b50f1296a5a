// The floor: the ssh2 library and the bytes, without a look at whether they arrived.
// Argument: a job's file.

import { readFileSync, writeFileSync } from 'node:fs'
import ssh2 from 'ssh2'
import type { FleetAgent } from '../../fleet/fleet.ts'
import { answersRight, COMMAND, type Job, onAll, PLACES, type Place, READ } from './job.ts'

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Job
const contents = Object.entries(job.files).map(
  ([place, file]) => [PLACES[place as Place], readFileSync(file)] as const,
)
const privateKey = readFileSync(job.agents[0]?.identityFile ?? '')

function connected({ host, port, user }: FleetAgent): Promise<ssh2.Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client()
    client.on('ready', () => resolve(client)).on('error', reject)
    client.connect({ host, port, username: user, privateKey })
  })
}

function run(client: ssh2.Client, line: string, stdin: string | Buffer = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.exec(line, (error, channel) => {
      if (error) return reject(error)
      const chunks: Buffer[] = []
      channel.on('data', (chunk: Buffer) => chunks.push(chunk))
      channel.on('close', () => resolve(Buffer.concat(chunks)))
      channel.end(stdin)
    })
  })
}

const done = await onAll(job.agents, async (agent) => {
  const client = await connected(agent)
  for (const [path, content] of contents)
    await run(client, `cat > ${path}.tmp && mv ${path}.tmp ${path}`, content)
  const hostname = await run(client, COMMAND.join(' '))
  const read = await run(client, `cat ${READ}`)
  client.end()
  return answersRight(agent.name, `${hostname}`, read.length)
})
writeFileSync(job.out, JSON.stringify(done))

// The floor: the ssh2 library, connections that stay, and the file itself.
// Argument: the agents, as JSON in a file.

import { readFileSync } from 'node:fs'
import ssh2 from 'ssh2'
import { Crowd } from '../../../electron/link/crowd.ts'
import type { FleetAgent } from '../../fleet/fleet.ts'
import { AT_A_TIME, pass, report } from './pass.ts'

const agents = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as FleetAgent[]
const privateKey = readFileSync(agents[0]?.identityFile ?? '')
const clients = new Map<string, ssh2.Client>()
const crowd = new Crowd(AT_A_TIME, 60_000)

function connected({ name, host, port, user }: FleetAgent): Promise<ssh2.Client> {
  const known = clients.get(name)
  if (known) return Promise.resolve(known)
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client()
    clients.set(name, client)
    client.on('ready', () => resolve(client)).on('error', reject)
    client.connect({ host, port, username: user, privateKey, readyTimeout: 60_000 })
  })
}

function read(client: ssh2.Client): Promise<number> {
  return new Promise((resolve, reject) => {
    client.exec('cat /var/lib/quotadeck/status.pb', (error, channel) => {
      if (error) return reject(error)
      let bytes = 0
      channel.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      channel.on('close', () => resolve(bytes))
    })
  })
}

const refresh = async () => {
  const work = agents.map((agent) => crowd.use(async () => read(await connected(agent))))
  return (await Promise.all(work)).filter((bytes) => bytes > 1000).length
}
const cold = await pass(refresh)
const warm = await pass(refresh)
report({ cold, warm })
process.exit()

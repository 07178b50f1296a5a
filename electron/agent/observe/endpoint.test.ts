import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { agentSchema } from '../../contract/agent.ts'
import { Failure } from '../../contract/failure.ts'
import { ENV_UNIT, scriptedLink } from '../testing/scripted-agent.ts'
import { askEndpoint } from './endpoint.ts'

const agent = agentSchema.parse({ name: 'agent1', host: 'h', user: 'root' })
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listening<S extends Server>(server: S): Promise<number> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

/** The agent's own port, which nothing but the link leads to. */
const agentPort = 5999

/** A link to an agent that listens behind this port, started with this environment. */
function linkTo(port: number, environ: readonly string[] = []) {
  return scriptedLink(
    {
      unit: ENV_UNIT,
      flagFiles: { '/etc/mesos-agent.env': `MESOS_PORT=${agentPort}\n` },
      process: { words: ['/usr/sbin/mesos-agent'], environ },
    },
    { dial: async (_host, to) => connect(to === agentPort ? port : 0, '127.0.0.1') },
  )
}

const guarded: RequestListener = (request, response) => {
  const wanted = `Basic ${Buffer.from('admin:s3 cret').toString('base64')}`
  response.statusCode = request.headers.authorization === wanted ? 200 : 401
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ path: request.url }))
}

test('answers with whatever status comes, and logs in when it can', async () => {
  const port = await listening(createServer(guarded))
  const path = '/metrics/snapshot?timeout=2secs'
  const refused = await askEndpoint(linkTo(port), agent, { path })
  expect(refused).toMatchObject({ status: 401, url: `http://127.0.0.1:5999${path}` })
  const login = { user: 'admin', password: 's3 cret' }
  expect(await askEndpoint(linkTo(port), agent, { path, login })).toMatchObject({
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ path }),
  })
})

test('speaks TLS to an agent that was started so, whoever signed its certificate', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quotadeck-tls-'))
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')]
  const subject = ['-subj', '/CN=agent', '-days', '2', '-nodes']
  const files = ['-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...subject, ...files], {
    stdio: 'ignore',
  })
  const pair = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
  const port = await listening(createTlsServer(pair, guarded))
  const link = linkTo(port, ['LIBPROCESS_SSL_ENABLED=true'])
  const login = { user: 'admin', password: 's3 cret' }
  const answer = await askEndpoint(link, agent, { path: '/state', login })
  expect(answer).toMatchObject({ status: 200, url: 'https://127.0.0.1:5999/state' })
})

test('says when an agent hangs up, without the password', async () => {
  const port = await listening(createServer((request) => request.socket.destroy()))
  const login = { user: 'admin', password: 's3 cret' }
  const error = await askEndpoint(linkTo(port), agent, { path: '/state', login }).catch((e) => e)
  expect(error).toBeInstanceOf(Failure)
  expect(error.data).toMatchObject({ code: 'connection-lost', agent: 'agent1' })
  expect(JSON.stringify(error.data)).not.toContain('s3 cret')
})

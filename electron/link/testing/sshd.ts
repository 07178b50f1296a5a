import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Agent, agentSchema } from '../../contract/agent.ts'
import { knownHostName } from '../known-hosts.ts'
import { makeMachine, startSshd } from './machine.ts'

/** A real OpenSSH server on loopback for a test, with a key that may log in as every test user. */
export interface TestServer {
  /** Logs in as root. */
  readonly agent: Agent
  /**
   * A fresh folder, removed with the server. The server has a full-able 1 MiB disk in `small`, and
   * its /var/lib is the folder's `lib`.
   */
  readonly folder: string
  /** Starts the server again with another host key, as a reinstalled machine has. */
  changeHostKey(): Promise<void>
  stop(): Promise<void>
}

/** Why a test server cannot run here; undefined: it can. */
export function whyNoServer(): string | undefined {
  if (process.platform !== 'linux') return 'sshd tests need Linux'
  if (process.getuid?.() !== 0) return 'sshd tests need root'
  const missing = ['/usr/sbin/sshd', '/usr/bin/ssh-keygen', '/usr/bin/sudo', '/usr/bin/unshare']
  const absent = missing.find((file) => !existsSync(file))
  return absent && `sshd tests need ${absent}`
}

/**
 * Starts a server with an ed25519 and an RSA host key, the first one recorded. `settings` are lines
 * of sshd_config that go before the usual ones; `prepare` makes files in the server's folder, beside
 * its keys, and returns more of them.
 */
export async function startServer(
  settings: readonly string[] = [],
  prepare: (folder: string) => string[] = () => [],
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'quotadeck-sshd-'))
  chmodSync(folder, 0o755)
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const port = await freePort()
  makeMachine(folder)
  makeKey(join(folder, 'id'))
  makeKey(join(folder, 'host_key'))
  makeKey(join(folder, 'rsa_key'), 'rsa')
  writeFileSync(
    join(folder, 'sshd_config'),
    configText(folder, port, [...settings, ...prepare(folder)]),
  )
  const agent = agentOf(folder, port)
  recordHostKey(agent, join(folder, 'host_key.pub'))
  let server = startSshd(folder)
  await answers(port, folder)
  return {
    agent,
    folder,
    async changeHostKey() {
      await server.end()
      makeKey(join(folder, 'host_key'))
      server = startSshd(folder)
      await answers(port, folder)
    },
    async stop() {
      await server.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function agentOf(folder: string, port: number): Agent {
  return agentSchema.parse({
    name: 'agent1',
    host: '127.0.0.1',
    port,
    user: 'root',
    identityFile: join(folder, 'id'),
    knownHostsFile: join(folder, 'known_hosts'),
  })
}

/** Adds a public key file's key to the agent's known_hosts file. */
export function recordHostKey(agent: Agent, publicKeyFile: string): void {
  const line = `${knownHostName(agent.host, agent.port)} ${readFileSync(publicKeyFile, 'utf8')}`
  appendFileSync(agent.knownHostsFile as string, line)
}

function configText(folder: string, port: number, settings: readonly string[]): string {
  return [
    ...settings,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host_key`,
    `HostKey ${folder}/rsa_key`,
    `AuthorizedKeysFile ${folder}/id.pub`,
    `PidFile ${folder}/sshd.pid`,
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxStartups 100',
    'UsePAM no',
    'StrictModes no',
    'LogLevel DEBUG3',
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n')
}

/** A key pair without a passphrase; replaces one that is there. */
export function makeKey(file: string, type = 'ed25519'): void {
  rmSync(file, { force: true })
  const size = type === 'rsa' ? ['-b', '2048'] : []
  execFileSync('ssh-keygen', ['-q', '-t', type, ...size, '-N', '', '-C', 'test', '-f', file])
}

async function answers(port: number, folder: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, '127.0.0.1')
    const up = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (up) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  const log = join(folder, 'sshd.log')
  throw new Error(`sshd did not start: ${existsSync(log) ? readFileSync(log, 'utf8') : 'no log'}`)
}

/** So many connections a port of loopback has now. */
export function connectionsTo(port: number): number {
  const [local, established] = [
    `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`,
    '01',
  ]
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n')
  const fields = rows.map((row) => row.trim().split(/\s+/))
  return fields.filter(([, at, , state]) => at === local && state === established).length
}

/** A port of loopback that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

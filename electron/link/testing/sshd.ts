import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
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
import type { Agent } from '../../contract/agent.ts'

/** A real OpenSSH server on loopback for a test, with a key that may log in as root. */
export interface TestServer {
  readonly agent: Agent
  /** A fresh folder, removed with the server. */
  readonly folder: string
  readonly port: number
  /** Starts the server again with another host key, as a reinstalled machine has. */
  changeHostKey(): Promise<void>
  /** The server's process id now. */
  readonly pid: number
  stop(): Promise<void>
}

/** Why a test server cannot run here; undefined: it can. */
export function whyNoServer(): string | undefined {
  if (process.platform !== 'linux') return 'sshd tests need Linux'
  if (process.getuid?.() !== 0) return 'sshd tests need root'
  if (!existsSync('/usr/sbin/sshd')) return 'sshd tests need Debian’s openssh-server'
  return undefined
}

/** Starts a server; `settings` are further lines of sshd_config. */
export async function startServer(settings: readonly string[] = []): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'quotadeck-sshd-'))
  chmodSync(folder, 0o755)
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const port = await freePort()
  makeKey(join(folder, 'id'))
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(join(folder, 'id.pub')))
  writeFileSync(join(folder, 'sshd_config'), configText(folder, port, settings))
  let server = await startWithNewKey(folder, port)
  return {
    agent: {
      name: 'agent1',
      host: '127.0.0.1',
      port,
      user: 'root',
      privilege: 'none',
      identityFile: join(folder, 'id'),
      knownHostsFile: join(folder, 'known_hosts'),
      statusFile: '/var/lib/quotadeck/status.pb',
    },
    folder,
    port,
    get pid() {
      return server.pid
    },
    async changeHostKey() {
      await server.end()
      const known = readFileSync(join(folder, 'known_hosts'))
      server = await startWithNewKey(folder, port)
      writeFileSync(join(folder, 'known_hosts'), known)
    },
    async stop() {
      await server.end()
      rmSync(folder, { recursive: true })
    },
  }
}

function configText(folder: string, port: number, settings: readonly string[]): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host_key`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    `PidFile ${folder}/sshd.pid`,
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'UsePAM no',
    'StrictModes no',
    'Subsystem sftp internal-sftp',
    ...settings,
    '',
  ].join('\n')
}

/** A new host key, recorded in the folder's known_hosts, and the server that has it. */
async function startWithNewKey(
  folder: string,
  port: number,
): Promise<{ pid: number; end: () => Promise<void> }> {
  makeKey(join(folder, 'host_key'))
  const publicKey = readFileSync(join(folder, 'host_key.pub'), 'utf8')
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${publicKey}`)
  const log = join(folder, 'sshd.log')
  const child = spawn('/usr/sbin/sshd', ['-D', '-f', join(folder, 'sshd_config'), '-E', log])
  const exited = once(child, 'exit')
  await answers(port, log)
  return {
    pid: child.pid as number,
    async end() {
      child.kill()
      await exited
    },
  }
}

/** An ed25519 key pair without a passphrase; replaces one that is there. */
export function makeKey(file: string): void {
  rmSync(file, { force: true })
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file])
}

async function answers(port: number, log: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(port, '127.0.0.1')
    const up = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
    ])
    socket.destroy()
    if (up) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`sshd did not start: ${existsSync(log) ? readFileSync(log, 'utf8') : 'no log'}`)
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

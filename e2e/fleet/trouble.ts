// What is no OpenSSH server: listeners that hang, listeners in front of a server that cut or delay
// what passes, and a server that ends commands without an exit status. One process for all of
// them, started by init.sh.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerChannel } from 'ssh2'
import ssh2 from 'ssh2'
import { AGENT_PATH, AUTHORIZED_KEYS, rootOf, SERVERS, TROUBLE_FILE } from './layout.ts'
import { PORT, type TroublePlan } from './plan.ts'

const DELAY_MS = 50

function hang(_plan: TroublePlan, socket: Socket): void {
  socket.on('error', () => {})
  socket.resume()
}

/** Joins the client to the server behind; `pass` sees each chunk of the client's. */
function joined({ behind = '' }: TroublePlan, client: Socket): Socket {
  const server = connect(PORT, behind)
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => {})
    one.on('close', () => other.destroy())
  }
  return server
}

function drop(plan: TroublePlan, client: Socket): void {
  const server = joined(plan, client)
  let left = plan.fault.parameter
  server.pipe(client)
  client.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left >= 0) server.write(chunk)
    else client.destroy()
  })
}

function slow(plan: TroublePlan, client: Socket): void {
  const server = joined(plan, client)
  const perMs = (plan.fault.parameter * 1024) / 1000
  void trickle(client, server, perMs)
  void trickle(server, client, perMs)
}

/** Passes data on late, and no faster than a line of so many bytes in a millisecond. */
async function trickle(from: Socket, to: Socket, perMs: number): Promise<void> {
  // Timers do not end in the order of their dues where the process is late: each passes the oldest on.
  const onTheWay: Buffer[] = []
  let free = 0
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const now = performance.now()
      free = Math.max(free, now) + chunk.length / perMs
      const due = free + DELAY_MS
      onTheWay.push(chunk)
      setTimeout(() => to.write(onTheWay.shift() ?? ''), due - now)
      // The line itself holds what comes meanwhile back.
      if (free - now > DELAY_MS) await sleep(free - now)
    }
  } catch {
    // The other end learns of it by its own close.
  }
}

/** Plays a server for the fleet's one key. */
function serverWithoutExit({ name }: TroublePlan): ssh2.Server {
  const hostKeys = [readFileSync(`${SERVERS}/host_key`)]
  const allowed = publicKey(readFileSync(AUTHORIZED_KEYS, 'utf8'))
  return new ssh2.Server({ hostKeys }, (client) => {
    client.on('error', () => {})
    client.on('authentication', (context) => {
      if (context.method === 'publickey' && proves(context, allowed)) context.accept()
      else context.reject(['publickey'])
    })
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => run(name, command, acceptExec()))
    })
  })
}

function publicKey(line: string): ssh2.ParsedKey {
  const key = ssh2.utils.parseKey(line)
  if (key instanceof Error) throw key
  return key
}

/** Whether the client has the key, or asks whether it may use it. */
function proves(context: ssh2.PublicKeyAuthContext, allowed: ssh2.ParsedKey): boolean {
  const { key, blob, signature, hashAlgo } = context
  if (!allowed.getPublicSSH().equals(key.data)) return false
  return !signature || (blob !== undefined && allowed.verify(blob, signature, hashAlgo) === true)
}

/** Runs the command in the agent's root; the channel is closed without a word on how it ended. */
function run(agent: string, command: string, channel: ServerChannel): void {
  const child = spawn('chroot', [rootOf(agent), '/bin/sh', '-c', command], {
    env: { PATH: AGENT_PATH },
  })
  channel.pipe(child.stdin)
  child.stdin.on('error', () => {})
  child.stdout.pipe(channel, { end: false })
  child.stderr.pipe(channel.stderr, { end: false })
  child.on('close', () => channel.end())
}

function serve(plan: TroublePlan): void {
  const { address, fault } = plan
  if (fault.name === 'no-exit-status') serverWithoutExit(plan).listen(PORT, address)
  else listen(plan, { hangs: hang, drops: drop, slow }[fault.name as 'hangs'])
}

function listen(plan: TroublePlan, on: (plan: TroublePlan, socket: Socket) => void): void {
  createServer((socket) => on(plan, socket)).listen(PORT, plan.address, 1024)
}

for (const plan of JSON.parse(readFileSync(TROUBLE_FILE, 'utf8')) as TroublePlan[]) serve(plan)

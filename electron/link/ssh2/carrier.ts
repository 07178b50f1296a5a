import { connect as connectTo, isIP } from 'node:net'
import type { Duplex, Readable } from 'node:stream'
import type { ConnectConfig } from 'ssh2'
import ssh2 from 'ssh2'
import type { HostKey } from '../../contract/agent.ts'
import type { Failure } from '../../contract/failure.ts'
import type { Carrier, ConnectRequest, OfferedKey } from '../carrier.ts'
import { Connection } from '../connection.ts'
import { Deadline } from '../deadline.ts'
import {
  cancelled,
  connectFailure,
  connectTimeout,
  onTheWay,
  revokedKeysUnread,
} from '../failures.ts'
import { describeHostKey, hostKeyFailure, preferRecorded } from '../host-keys.ts'
import { talksWithoutEnd } from '../login-failures.ts'
import { gathered } from './gathered.ts'
import { withKeyObjects } from './key-objects.ts'
import { Ssh2Wire } from './wire.ts'

/** Connections of the ssh2 library, in this process. */
export const ssh2Carrier: Carrier = { connect, offeredHostKey }

async function connect(request: ConnectRequest): Promise<Connection> {
  const { agent, deadlines, signal, login, report, sshAuthSock } = request
  if (agent.revokedKeysFile) throw revokedKeysUnread(agent, agent.revokedKeysFile)
  await login.prepare(sshAuthSock).catch((error: unknown) => {
    throw signal.aborted ? cancelled(agent, 'Nothing was changed.') : error
  })
  // Last, so that nothing else can fail and leave it open.
  const socket = await dialled(request)
  const client = withKeyObjects(new ssh2.Client())
  let refused: Failure | undefined
  const options = handshakeOptions(request, socket, (key) => {
    if (key.verdict !== 'trusted') refused = hostKeyFailure(agent, key)
    return !refused
  })
  await settled<void>(request, client, (done, fail, deadline) => {
    const leave = () => fail(cancelled(agent, 'Nothing was changed.'))
    signal.addEventListener('abort', leave)
    if (signal.aborted) leave()
    login.talk.events = {
      waiting: (isSo) => {
        deadline.pause(isSo)
        report(isSo ? 'waiting-for-you' : 'logging-in')
      },
      failed: fail,
    }
    client.on('handshake', () => report('logging-in'))
    client.on('ready', () => done())
    client.on('error', (error: Error & { level?: string }) => {
      // A key that the ssh-agent does not sign with; the library goes on to the next.
      if (error.level === 'agent') return
      const failure = connectFailure(agent, error)
      fail(refused ?? login.talk.explain(failure, error.level === 'client-authentication'))
    })
    failAfter(maxLoginBytes, socket, client, () => fail(talksWithoutEnd(agent)))
    client.connect({ ...options, authHandler: login.next as ConnectConfig['authHandler'] })
  })
  return new Connection(agent, new Ssh2Wire(client), deadlines.open)
}

async function offeredHostKey(request: ConnectRequest): Promise<OfferedKey> {
  const socket = await dialled(request)
  const client = new ssh2.Client()
  try {
    return await settled(request, client, (done, fail) => {
      client.on('error', (error) => fail(connectFailure(request.agent, error)))
      const accept = (key: HostKey, bytes: Buffer) => {
        done({ key, bytes })
        return false
      }
      client.connect(handshakeOptions(request, socket, accept))
    })
  } finally {
    client.destroy()
  }
}

/** More than any login takes: keys are small, and a banner is a page of text. */
const maxLoginBytes = 2 * 1024 * 1024

/** Calls when more bytes than these have come before the login is done. */
function failAfter(bytes: number, socket: Duplex, client: ssh2.Client, fail: () => void): void {
  let left = bytes
  const count = (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) fail()
  }
  socket.on('data', count)
  client.once('ready', () => socket.off('data', count))
}

/** A stream to the server, through the host before it or directly; it may still be connecting. */
async function dialled({ agent, before, report }: ConnectRequest): Promise<Duplex> {
  const { host, port } = agent
  if (!before) {
    if (!isIP(host)) report('resolving')
    const socket = gathered(connectTo({ host, port, noDelay: true }))
    socket.on('lookup', () => report('connecting'))
    socket.on('connect', () => report('host-key'))
    return socket
  }
  try {
    const stream = gathered(await before.dial(host, port))
    report('host-key')
    return stream
  } catch (error) {
    throw onTheWay(error, before.agent, agent)
  }
}

function handshakeOptions(
  { agent, records, deadlines }: ConnectRequest,
  socket: Duplex,
  accept: (key: HostKey, bytes: Buffer) => boolean,
): ConnectConfig {
  const preferred = preferRecorded(records)
  return {
    host: agent.host,
    port: agent.port,
    username: agent.user,
    keepaliveInterval: deadlines.keepalive,
    keepaliveCountMax: 3,
    // The deadline is kept here, over name lookup too.
    readyTimeout: 0,
    hostVerifier: (bytes: Buffer) => accept(describeHostKey(agent, records, bytes), bytes),
    ...(preferred && { algorithms: { serverHostKey: preferred } }),
    sock: socket as Readable,
  }
}

/** Waits for a handshake to come out one way or the other; a failed one leaves no socket. */
async function settled<T>(
  { agent, deadlines, login }: ConnectRequest,
  client: ssh2.Client,
  start: (done: (value: T) => void, fail: (failure: Failure) => void, deadline: Deadline) => void,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const deadline = new Deadline(deadlines.connect, () => reject(connectTimeout(agent)))
  client.on('close', () => {
    const closed = connectFailure(agent, new Error('closed by the server'))
    reject(login.talk.explain(closed, false))
  })
  start(resolve, reject, deadline)
  try {
    return await promise
  } catch (error) {
    client.destroy()
    throw error
  } finally {
    deadline.end()
  }
}

import type { Failure } from '../../contract/failure.ts'
import type { Carrier, ConnectRequest } from '../carrier.ts'
import { Connection } from '../connection.ts'
import { cancelled } from '../failures.ts'
import { hostKeyFailure } from '../host-keys.ts'
import { waitedTooLong } from '../login-failures.ts'
import { masterArguments } from './arguments.ts'
import { openAskpass } from './askpass.ts'
import {
  hungUp,
  masterFailure,
  refusedHostKey,
  refusedLogin,
  revokedHostKey,
  securityKeyFailure,
} from './failures.ts'
import { offeredHostKey } from './host-key.ts'
import { loginSettings } from './login.ts'
import { saidIn } from './login-log.ts'
import { proxySocket, terminateMaster } from './mux.ts'
import { privateFile } from './private-folder.ts'
import { logText, removeAll, runSsh } from './process.ts'
import { SshQuestions } from './questions.ts'
import { refusedWay } from './refused-way.ts'
import { OpenSshWire } from './wire.ts'

/**
 * Connections of the system's own ssh: one master process each, whose control socket carries our
 * channels. No other process is started for a command or a forwarded port.
 */
export const openSshCarrier: Carrier = { connect, offeredHostKey }

async function connect(request: ConnectRequest): Promise<Connection> {
  const { agent, deadlines } = request
  const [control, log] = [privateFile('ctl'), privateFile('log')]
  try {
    await startMaster(request, control, log)
    const socket = await proxySocket(control)
    const wire = new OpenSshWire(control, socket, () => {
      const text = saidIn(logText(log))
      void removeAll(log)
      return text.trim()
    })
    return new Connection(agent, wire, deadlines.open)
  } catch (error) {
    terminateMaster(control)
    await removeAll(log)
    throw error
  }
}

/** Resolves when the master has logged in and waits at its control socket. */
async function startMaster(request: ConnectRequest, control: string, log: string): Promise<void> {
  const { agent, signal } = request
  const login = await loginSettings(request).catch((error: unknown) => {
    throw signal.aborted ? cancelled(agent, 'Nothing was changed.') : error
  })
  const questions = new SshQuestions(request, () => logText(log))
  const askpass = await openAskpass(questions)
  try {
    const args = masterArguments(request, login.settings, control, log)
    const { code, said } = await runSsh(request, args, log, askpass.env)
    if (code !== 0) throw await whyNot(request, said, questions)
  } finally {
    await askpass.close()
    login.close()
  }
}

/** So that an ssh which is the proxy asks nobody. */
const silent = { SSH_ASKPASS: '/bin/false', SSH_ASKPASS_REQUIRE: 'force' }

/**
 * What a ProxyCommand of ssh_config said when it failed. ssh throws that away where a master may stay
 * behind, but not at a look at the host key.
 */
async function proxyFailure(request: ConnectRequest, failure: Failure) {
  if (!request.agent.proxyCommand || failure.data.code !== 'connection-lost') return undefined
  return offeredHostKey(request, silent).then(
    () => undefined,
    (error: Error) => error,
  )
}

async function whyNot(
  request: ConnectRequest,
  said: string,
  questions: SshQuestions,
): Promise<Error> {
  const { agent, login } = request
  if (!refusedHostKey(said)) {
    const { unheard } = questions.catchUp()
    const failure = masterFailure(agent, said)
    if (unheard && hungUp(said)) return waitedTooLong(agent, failure)
    const key = securityKeyFailure(agent, said)
    if (key && refusedLogin(said)) return key
    const onWay = (await refusedWay(request)) ?? (await proxyFailure(request, failure))
    return onWay ?? login.talk.explain(failure, refusedLogin(said))
  }
  const { key } = await offeredHostKey(request)
  // ssh knows more than the records: a list of revoked keys of its own, say.
  const verdict = revokedHostKey(said) ? 'revoked' : 'changed'
  return hostKeyFailure(agent, key.verdict === 'trusted' ? { ...key, verdict } : key)
}

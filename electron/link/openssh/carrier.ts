import type { Carrier, ConnectRequest } from '../carrier.ts'
import { Connection } from '../connection.ts'
import { cancelled } from '../failures.ts'
import { hostKeyFailure } from '../host-keys.ts'
import { masterArguments } from './arguments.ts'
import { masterFailure, refusedHostKey } from './failures.ts'
import { offeredHostKey } from './host-key.ts'
import { loginSettings } from './login.ts'
import { proxySocket, terminateMaster } from './mux.ts'
import { privateFile } from './private-folder.ts'
import { logText, removeAll, runSsh } from './process.ts'
import { refusedWay } from './refused-way.ts'
import { OpenSshWire } from './wire.ts'

/**
 * Connections of the system's own ssh: one master process each, whose control socket carries our
 * channels. No other process is started for a command or a forwarded port.
 */
export const openSshCarrier: Carrier = { connect, offeredHostKey }

async function connect(request: ConnectRequest): Promise<Connection> {
  const { agent, deadlines, signal } = request
  const login = await loginSettings(request).catch((error: unknown) => {
    throw signal.aborted ? cancelled(agent, 'Nothing was changed.') : error
  })
  const [control, log] = [privateFile('ctl'), privateFile('log')]
  try {
    const { code, said } = await runSsh(request, masterArguments(request, login, control, log), log)
    if (code !== 0) throw await whyNot(request, said)
    const socket = await proxySocket(control)
    const wire = new OpenSshWire(control, socket, () => {
      const text = logText(log)
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

async function whyNot(request: ConnectRequest, said: string): Promise<Error> {
  const { agent, records } = request
  if (!refusedHostKey(said)) return (await refusedWay(request)) ?? masterFailure(agent, said)
  const { key } = await offeredHostKey(request)
  // ssh knows more than the records: a list of revoked keys of its own, say.
  const verdict = /revoked/i.test(said) ? 'revoked' : 'changed'
  const judged = key.verdict === 'trusted' ? ({ ...key, verdict } as const) : key
  return hostKeyFailure(agent, judged, records)
}

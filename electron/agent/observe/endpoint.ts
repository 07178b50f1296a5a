import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { Agent } from '../../contract/agent.ts'
import type { EndpointAnswer, EndpointRequest } from '../../contract/endpoint.ts'
import { Failure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import { httpAddress } from '../flags/flag-values.ts'
import { configuredFlags } from '../flags/flags.ts'
import { type Survey, survey } from './survey.ts'

/** Answers of agents with many tasks, bytes. */
const maxBody = 64 * 1024 * 1024
const deadlineMs = 30_000

/**
 * Asks one of an agent's endpoints through the link, as if from the agent itself. Whatever status comes
 * is an answer. The password goes into the request alone.
 */
export async function askEndpoint(
  link: Link,
  agent: Agent,
  { path, login }: Pick<EndpointRequest, 'path' | 'login'>,
  signal?: AbortSignal,
): Promise<EndpointAnswer> {
  const seen = await survey(link, agent)
  const { host, port } = httpAddress(configuredFlags(seen))
  const tls = speaksTls(seen)
  const url = `${tls ? 'https' : 'http'}://${host}:${port}${path}`
  const late = AbortSignal.timeout(deadlineMs)
  const stream = await link.dial(host, port, signal)
  try {
    const headers = { accept: 'application/json', connection: 'close' }
    const message = await answerTo(
      httpRequest({
        createConnection: () => (tls ? secured(stream) : stream),
        ...{ host, port, path, headers },
        ...(login && { auth: `${login.user}:${login.password}` }),
        signal: signal ? AbortSignal.any([signal, late]) : late,
      }),
    )
    const { statusCode = 0 } = message
    const body = await bodyOf(message, agent.name, url)
    return { url, status: statusCode, contentType: message.headers['content-type'] ?? '', body }
  } catch (error) {
    throw error instanceof Failure ? error : noAnswer(agent.name, url, error as Error)
  } finally {
    destroy(stream)
  }
}

/**
 * The machine is known by its SSH host key, and this goes from it to itself; certificates of agents are
 * most often signed by nobody whom this machine knows.
 */
function secured(stream: Duplex): Duplex {
  return connectTls({ socket: stream, rejectUnauthorized: false })
}

function destroy(stream: Duplex): void {
  // What has been answered is read; nothing is to be said of the rest.
  stream.on('error', () => {})
  stream.destroy()
}

/** libprocess speaks TLS when its environment says so; agents before 1.0 call it SSL_ENABLED. */
function speaksTls({ process }: Survey): boolean {
  return (process?.environ ?? []).some((text) =>
    /^(LIBPROCESS_)?SSL_ENABLED=(1|true|t|yes|y)$/i.test(text),
  )
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve)
    request.on('error', reject)
    request.end()
  })
}

async function bodyOf(message: IncomingMessage, agent: string, url: string): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of message) {
    parts.push(part)
    bytes += part.length
    if (bytes > maxBody) throw tooLarge(agent, url)
  }
  return Buffer.concat(parts).toString('utf8')
}

function tooLarge(agent: string, url: string): Failure {
  return new Failure({
    code: 'output-too-large',
    agent,
    message: `${url} answers more than ${maxBody} bytes.`,
    advice: 'Ask for less, or on the agent itself.',
  })
}

function noAnswer(agent: string, url: string, cause: Error): Failure {
  return new Failure(
    {
      code: 'connection-lost',
      agent,
      message: `${url} gave no answer.`,
      advice: 'Check that the agent runs and is not busy, then try again.',
      evidence: cause.message,
    },
    { cause },
  )
}

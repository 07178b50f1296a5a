import { Failure } from '../contract/failure.ts'
import type { Link } from '../link/link.ts'

/** Answers of large clusters, in bytes. */
const MAX_ANSWER = 64 * 1024 * 1024

/** What curl exits with when the far side, the name or curl itself is missing. */
const CURL_ENDS = [0, 6, 7, 28, 35, 47, 52, 56, 60, 127]

/** Asks of curl: the old endpoint, and the call for masters that keep it shut. */
const QUESTIONS = [
  { path: '/slaves', args: [] },
  {
    path: '/api/v1',
    args: [
      ...['-H', 'Content-Type: application/json', '-H', 'Accept: application/json'],
      ...['-d', '{"type":"GET_AGENTS"}'],
    ],
  },
] as const

/**
 * Asks a Mesos master for its agents, from a machine that can reach it. A master that does not lead
 * sends on to the one that does. Returns the JSON of `/slaves` or, where that is not given out, of
 * GET_AGENTS.
 */
export async function askMaster(link: Link, url: string): Promise<string> {
  const { protocol, origin } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') throw noMaster(link.agent, url, 'no http URL')
  const refusals: string[] = []
  for (const { path, args } of QUESTIONS) {
    const { status, body } = await ask(link, origin, path, args)
    if (status === '200') return body
    refusals.push(`${path} answered with status ${status}`)
  }
  throw noMaster(link.agent, origin, refusals.join('\n'))
}

async function ask(link: Link, origin: string, path: string, args: readonly string[]) {
  const argv = ['curl', '-sS', '-L', '--max-redirs', '3', '--noproxy', '*', '--max-time', '20']
  const { exitCode, stdout, stderr } = await link.run(
    [...argv, ...args, '--proto', '=http,https', '-w', '\n%{http_code}', '--', `${origin}${path}`],
    { expect: CURL_ENDS, maxOutputBytes: MAX_ANSWER },
  )
  if (exitCode !== 0) throw noMaster(link.agent, origin, stderr.slice(0, 500).trim())
  const text = stdout.toString()
  const end = text.lastIndexOf('\n')
  return { status: text.slice(end + 1), body: text.slice(0, end) }
}

function noMaster(agent: string, url: string, why: string): Failure {
  return new Failure({
    code: 'command-failed',
    agent,
    message: `The master at ${url} could not be asked for its agents from ${agent}.`,
    advice:
      'Check the address and that curl is on that agent; or ask the master yourself and import the answer.',
    evidence: why,
  })
}

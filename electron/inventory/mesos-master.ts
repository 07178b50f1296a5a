import { Failure } from '../contract/failure.ts'
import type { Link } from '../link/link.ts'

/** Answers of large clusters, in bytes. */
const MAX_ANSWER = 64 * 1024 * 1024

/**
 * Asks a Mesos master for its agents, from a machine that can reach it. A master that does not lead
 * sends on to the one that does. Returns the JSON of `/slaves`.
 */
export async function askMaster(link: Link, url: string): Promise<string> {
  const { protocol, origin } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') throw noMaster(link.agent, url, 'no http URL')
  const argv = ['curl', '-sS', '-L', '--max-redirs', '3', '--noproxy', '*', '--max-time', '20']
  const { exitCode, stdout, stderr } = await link.run(
    [...argv, '--proto', '=http,https', '-w', '\n%{http_code}', '--', `${origin}/slaves`],
    { expect: [0, 6, 7, 28, 35, 47, 52, 56, 60, 127], maxOutputBytes: MAX_ANSWER },
  )
  if (exitCode !== 0) throw noMaster(link.agent, origin, stderr.slice(0, 500).trim())
  const text = stdout.toString()
  const status = text.slice(text.lastIndexOf('\n') + 1)
  if (status !== '200') throw noMaster(link.agent, origin, `it answered with status ${status}`)
  return text.slice(0, text.lastIndexOf('\n'))
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

import { StringDecoder } from 'node:string_decoder'
import type { Agent } from '../../contract/agent.ts'
import type { LogPart } from '../../contract/agent-log.ts'
import { Failure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import { configuredFlags } from '../flags/flags.ts'
import { survey } from './survey.ts'

export interface LogWish {
  /** So many lines of what is there. */
  readonly lines: number
  /** Then what is added. */
  readonly follow: boolean
  readonly signal?: AbortSignal
}

/** A Mesos agent's log as it comes: the file in --log_dir where that is set, else the journal. */
export async function* readLog(
  link: Link,
  agent: Agent,
  wish: LogWish,
): AsyncGenerator<LogPart, void> {
  const seen = await survey(link, agent)
  const folder = configuredFlags(seen).flags.get('log_dir')?.value
  const file = folder && (await newestLog(link, folder))
  const source = file || `journal of ${seen.unit.name}`
  const decoder = new StringDecoder('utf8')
  const output = file ? fileOutput(link, file, wish) : journal(link, seen.unit.name, wish)
  for await (const chunk of output) yield { source, text: decoder.write(chunk) }
  yield { source, text: decoder.end() }
}

/** Mesos's own link to the log that it writes now; it had another name before Mesos 1.0. */
const names = ['mesos-agent.INFO', 'mesos-slave.INFO']

async function newestLog(link: Link, folder: string): Promise<string | undefined> {
  const found: { readonly path: string; readonly modifiedAt: number }[] = []
  for (const name of names) {
    const path = `${folder.replace(/\/+$/, '')}/${name}`
    try {
      const { type, modifiedAt } = await link.stat(path, { privileged: true })
      if (type === 'file') found.push({ path, modifiedAt })
    } catch (error) {
      if (!(error instanceof Failure) || error.data.code !== 'file-missing') throw error
    }
  }
  return found.sort((a, b) => b.modifiedAt - a.modifiedAt)[0]?.path
}

function fileOutput(link: Link, path: string, { lines, follow, signal }: LogWish) {
  const how = { privileged: true, signal }
  if (follow) return link.follow(path, { ...how, lines })
  return link.stream(['tail', '-n', String(lines), '--', path], how)
}

function journal(link: Link, unit: string, { lines, follow, signal }: LogWish) {
  const argv = ['journalctl', '--no-pager', '-q', '-u', unit, '-n', String(lines)]
  return link.stream(follow ? [...argv, '-f'] : argv, { privileged: true, signal })
}

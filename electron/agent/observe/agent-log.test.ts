import { expect, test } from 'vitest'
import { agentSchema } from '../../contract/agent.ts'
import { Failure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import { ENV_UNIT, scriptedLink } from '../testing/scripted-agent.ts'
import { readLog } from './agent-log.ts'

const agent = agentSchema.parse({ name: 'agent1', host: 'h', user: 'root' })

/** What was asked of an agent whose log_dir has these files, and what its log gave. */
async function logOf(logDir: string | undefined, files: Record<string, number>, follow: boolean) {
  const asked: unknown[] = []
  const stat = async (path: string) => {
    const modifiedAt = files[path]
    if (modifiedAt !== undefined) return { type: 'file', modifiedAt }
    throw new Failure({ code: 'file-missing', message: path, advice: '' })
  }
  async function* output(what: unknown, { lines }: { lines?: number } = {}) {
    asked.push(lines === undefined ? what : [what, lines])
    // A letter of two bytes that comes in two parts.
    yield Buffer.from('ready ').subarray(0)
    yield Buffer.from([0xc3])
    yield Buffer.from([0xa4, 0x0a])
  }
  const environment = logDir === undefined ? '' : `MESOS_LOG_DIR=${logDir}\n`
  const link = scriptedLink(
    { unit: ENV_UNIT, flagFiles: { '/etc/mesos-agent.env': environment } },
    { stat, follow: output, stream: output } as unknown as Partial<Link>,
  )
  let [text, source] = ['', '']
  for await (const part of readLog(link, agent, { lines: 7, follow })) {
    text += part.text
    source = part.source
  }
  return { asked, text, source }
}

test('is the journal where the agent has no log_dir, or nothing in it', async () => {
  const argv = ['journalctl', '--no-pager', '-q', '-u', 'mesos-agent.service', '-n', '7']
  const log = await logOf(undefined, {}, false)
  expect(log).toEqual({
    asked: [argv],
    text: 'ready ä\n',
    source: 'journal of mesos-agent.service',
  })
  expect((await logOf('/var/log/mesos', {}, true)).asked).toEqual([[...argv, '-f']])
})

test('is the file that was written last', async () => {
  const [now, before] = ['/var/log/mesos/mesos-agent.INFO', '/var/log/mesos/mesos-slave.INFO']
  const { asked, source } = await logOf('/var/log/mesos/', { [before]: 1, [now]: 2 }, true)
  expect(asked).toEqual([[now, 7]])
  expect(source).toBe(now)
  const old = await logOf('/var/log/mesos', { [before]: 3, [now]: 2 }, false)
  expect(old.asked).toEqual([['tail', '-n', '7', '--', before]])
})

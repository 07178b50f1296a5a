import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { localLink } from '../agent/testing/local-link.ts'
import { agentSchema } from '../contract/agent.ts'
import type { Link } from '../link/link.ts'
import { readUsage } from './read-usage.ts'
import { encodedStatus } from './testing.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quotadeck-usage-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** This machine as an agent, and the bytes that each of its answers had. */
function machine() {
  const statusFile = join(folder, 'status.pb')
  const agent = agentSchema.parse({ name: 'agent1', host: 'h', user: 'root', statusFile })
  const local = localLink()
  const answers: number[] = []
  const run: Link['run'] = async (argv, options) => {
    const result = await local.run(argv, options)
    answers.push(result.stdout.length)
    return result
  }
  const link = { ...local, run }
  const put = (sequence: number, writtenAtMs = Date.now()) => {
    const projects = Array.from({ length: 100 }, (_, id) => ({ id, containerName: `mesos-${id}` }))
    writeFileSync(
      `${statusFile}.new`,
      encodedStatus({ sequence, writtenAtMs, intervalMs: 5000, projects }),
    )
    renameSync(`${statusFile}.new`, statusFile)
  }
  return { agent, link, put, answers, statusFile }
}

it('a file that has not changed is not sent again, and grows old all the same', async () => {
  const { agent, link, put, answers } = machine()
  put(1)
  const first = await readUsage(link, agent)
  await new Promise((resolve) => setTimeout(resolve, 200))
  const second = await readUsage(link, agent)
  expect(second.status).toEqual(first.status)
  expect(second.ageMs).toBeGreaterThan((first.ageMs ?? 0) + 150)
  expect(answers[1]).toBeLessThan(20)
  expect(answers[0]).toBeGreaterThan(1000)
})

it('a file that was replaced by one of the same size is read', async () => {
  const { agent, link, put } = machine()
  const now = Date.now()
  for (const sequence of [1, 2, 3]) {
    put(sequence, now)
    expect((await readUsage(link, agent)).status?.sequence).toBe(sequence)
  }
})

it('a file that is gone is missed, and found when it is back', async () => {
  const { agent, link, put, statusFile } = machine()
  put(1)
  await readUsage(link, agent)
  rmSync(statusFile)
  expect((await readUsage(link, agent)).failure?.code).toBe('status-missing')
  put(2)
  expect((await readUsage(link, agent)).status?.sequence).toBe(2)
  writeFileSync(statusFile, 'cut')
  expect((await readUsage(link, agent)).failure?.code).toBe('status-truncated')
})

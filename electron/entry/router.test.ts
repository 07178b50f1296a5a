import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Client } from './cli/console.ts'
import { type Engine, openEngine } from './engine.ts'
import { engineRouter } from './router.ts'

let folder: string
let engine: Engine
let client: Client
let unexpected: unknown[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quotadeck-router-'))
  engine = openEngine(folder)
  unexpected = []
  client = createRouterClient(engineRouter(engine, (error) => unexpected.push(error)))
})

afterEach(async () => {
  await engine.close()
  await rm(folder, { recursive: true })
})

const agent = { name: 'agent1', host: '127.0.0.1', user: 'root' }

/** The failure that a call ends with. */
async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'FAILURE', defined: true })
  return (error as { data: unknown }).data
}

test('agents are added with defaults, listed, removed', async () => {
  expect(await client.agents.add(agent)).toMatchObject({ useSshConfig: false, privilege: 'none' })
  expect(await client.agents.list()).toHaveLength(1)
  expect(await failureOf(client.agents.add(agent))).toMatchObject({ code: 'already-exists' })
  await client.agents.remove({ agent: 'agent1' })
  expect(await failureOf(client.agents.remove({ agent: 'agent1' }))).toMatchObject({
    code: 'not-found',
    advice: 'No agent is recorded yet: add one first.',
  })
})

test('bad input is a failure that names the value', async () => {
  const failure = await failureOf(client.agents.add({ ...agent, name: '../x', port: 70_000 }))
  expect(failure).toMatchObject({
    code: 'input-invalid',
    message: expect.stringMatching(/name: .*port: /),
  })
})

test('an error nobody foresaw crosses without its stack, and is told of', async () => {
  engine.store.close()
  const failure = await failureOf(client.agents.list())
  expect(failure).toMatchObject({ code: 'internal' })
  expect(JSON.stringify(failure)).not.toContain('.ts:')
  expect(unexpected).toHaveLength(1)
  engine = openEngine(folder)
})

test('every call about an agent that is not recorded says so', async () => {
  const nobody = { agent: 'nobody' }
  const calls = [
    client.agents.remove(nobody),
    client.agents.hostKey(nobody),
    client.agents.trust({ ...nobody, fingerprint: 'SHA256:x' }),
    client.agents.unlock({ agents: ['nobody'], sudoPassword: 'x' }),
    client.agents.observe(nobody),
    client.changes.plan({ ...nobody, edit: { hooks: [] } }),
    client.changes.apply({ ...nobody, edit: { hooks: [] }, hash: 'x', restart: false }),
    client.usage.read(nobody),
    client.usage.watch({ agents: ['nobody'] }),
  ]
  for (const failure of await Promise.all(calls.map(failureOf))) {
    expect(failure).toMatchObject({ code: 'not-found' })
  }
})

test('a sudo password is kept in memory and nowhere else', async () => {
  await client.agents.add(agent)
  await client.agents.unlock({ agents: ['agent1'], sudoPassword: 'correct horse' })
  expect(engine.secrets.find({ kind: 'sudo-password', of: 'agent1' })).toBe('correct horse')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const bytes = await readFile(join(file.parentPath, file.name))
    expect(bytes.includes('correct horse')).toBe(false)
  }
})

test('a removed agent leaves no password to the next of its name', async () => {
  await client.agents.add(agent)
  await client.agents.unlock({ agents: ['agent1'], sudoPassword: 'correct horse' })
  await client.agents.remove({ agent: 'agent1' })
  expect(engine.secrets.find({ kind: 'sudo-password', of: 'agent1' })).toBeUndefined()
})

test('a file that is no hook build is refused by name and not kept', async () => {
  const file = new Blob(['#!/bin/sh\n'])
  expect(await failureOf(client.builds.add({ fileName: 'x.so', file }))).toMatchObject({
    code: 'build-not-elf',
    message: expect.stringContaining('x.so'),
  })
  expect(await client.builds.list()).toEqual([])
})

test('agents that cannot be reached are readings with a failure, not the end of the stream', async () => {
  const identityFile = import.meta.filename // which is no key
  for (const name of ['agent1', 'agent2']) await client.agents.add({ ...agent, name, identityFile })
  const agents = ['agent1', 'agent2']
  const seen = new Set<string>()
  for await (const usages of await client.usage.watch({ agents })) {
    for (const { agent, failure } of usages) {
      expect(failure).toMatchObject({ agent, code: 'login-failed' })
      seen.add(agent)
    }
    if (seen.size === 2) break
  }
  expect([...seen].sort()).toEqual(agents)
})

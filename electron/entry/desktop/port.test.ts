import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { contract } from '../../contract/contract.ts'
import { type Engine, openEngine } from '../engine.ts'
import { PageFiles } from '../page-files.ts'
import { engineRouter } from '../router.ts'
import { answerPage } from './page-protocol.ts'

let folder: string
let engine: Engine

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quotadeck-desktop-'))
  engine = openEngine(join(folder, 'data'))
})

afterEach(async () => {
  await engine.close()
  await rm(folder, { recursive: true })
})

test('the engine answers through a message port, failures with their data', async () => {
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(engineRouter(engine)).upgrade(port1 as unknown as MessagePort)
  const link = new RPCLink({ port: port2 as unknown as MessagePort })
  const client: ContractRouterClient<typeof contract> = createORPCClient(link)
  try {
    await client.agents.add({ name: 'agent1', host: '10.0.0.1', user: 'root' })
    expect(await client.agents.list()).toMatchObject([{ name: 'agent1' }])
    await expect(client.agents.remove({ agent: 'nobody' })).rejects.toMatchObject({
      code: 'FAILURE',
      defined: true,
      data: { code: 'not-found' },
    })
  } finally {
    port1.close()
  }
})

test('the window gets its page with the policy, and nothing else', async () => {
  await writeFile(join(folder, 'index.html'), 'the page')
  const files = await PageFiles.open(folder)
  const page = await answerPage(files, new Request('app://quotadeck/'))
  expect([page.status, await page.text()]).toEqual([200, 'the page'])
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  const status = async (url: string) => (await answerPage(files, new Request(url))).status
  expect(await status('app://other/')).toBe(403)
  expect(await status('app://quotadeck/%2e%2e/etc/passwd')).toBe(404)
})

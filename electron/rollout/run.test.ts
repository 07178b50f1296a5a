import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Agent, agentSchema } from '../contract/agent.ts'
import type { AgentPlan, RolloutPlan } from '../contract/rollout.ts'
import { connectPool, type SshPool } from '../link/pool.ts'
import { runRollout } from './run.ts'

/** A server that accepts connections and never says a word. */
let silent: Server
let pool: SshPool
const open = new Set<Socket>()
const agents = new Map<string, Agent>()

beforeEach(async () => {
  silent = createServer((socket) => open.add(socket.on('error', () => {})))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  for (const name of ['hangs1', 'hangs2', 'hangs3', 'fine1', 'fine2'])
    agents.set(name, agentSchema.parse({ name, host: '127.0.0.1', port, user: 'root' }))
  pool = connectPool({
    agent: (name) => agents.get(name),
    secrets: { find: () => undefined, forget: () => {} },
    ownKnownHosts: '/dev/null',
    deadlines: { connect: 300 },
  })
})

afterEach(async () => {
  pool.close()
  for (const socket of open) socket.destroy()
  await new Promise((resolve) => silent.close(resolve))
})

function planned(agent: string): AgentPlan {
  const verdict = agent.startsWith('hangs') ? 'change' : 'nothing'
  return { agent, verdict, libraryPath: '/l.so', files: [], summary: [], warnings: [] }
}

const build = {
  ...{ sha256: 'x', sizeBytes: 1, version: '0.1.0', mesosVersion: '1.12.0', modules: [] },
  ...{ machine: 'x86-64', needed: [], wants: {}, builtWith: 'standin' as const },
}

test('agents that hang end by their deadline, with the reason, and hold up the others for no longer', async () => {
  const names = [...agents.keys()]
  const plan: RolloutPlan = { hash: 'h', build, agents: names.map(planned) }
  const started = Date.now()
  const rollout = await runRollout({
    ...{ id: 'r', request: { build: 'x', agents: names }, plan, content: Buffer.from('x') },
    ...{ agents, pool, onChange: () => {} },
    concurrency: 2,
  })
  expect(Date.now() - started).toBeLessThan(10_000)
  expect(rollout.state).toBe('failed')
  for (const { agent, state, failure } of rollout.agents) {
    if (agent.startsWith('fine')) expect(state).toBe('nothing-to-do')
    else {
      expect(state).toBe('unreachable')
      expect(failure).toMatchObject({ agent, code: 'connection-timeout' })
    }
  }
})

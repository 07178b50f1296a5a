import { expect, it } from 'vitest'
import { encodeFrames } from '../agent/testing/encode-frames.ts'
import { agentSchema } from '../contract/agent.ts'
import type { Link } from '../link/link.ts'
import { encodedStatus } from './testing.ts'
import { watchUsage } from './watch-usage.ts'

const agent = (name: string) => agentSchema.parse({ name, host: 'h', user: 'root' })

function answer(mark: string, frames: Record<string, string | Buffer>) {
  const plain = Object.entries(frames).map(([kind, content]) => [kind, '', content] as const)
  return { exitCode: 0, stderr: '', stdout: encodeFrames(mark, plain) }
}

/** Agents whose names say how they behave. */
function link(name: string): Link {
  const status = encodedStatus({ writtenAtMs: 1_000_000, intervalMs: 5000, pid: 1 })
  const run = (argv: readonly string[]) => {
    const mark = argv.at(-1) ?? ''
    if (name === 'hangs') return new Promise(() => {})
    if (name === 'silent') return Promise.resolve(answer(mark, { clock: '1002000000000\n' }))
    // Thirteen digits and more: 1 002 000 ms after the epoch.
    return Promise.resolve(answer(mark, { clock: '1002000000000\n', status }))
  }
  return { agent: name, run } as unknown as Link
}

it('reads every agent again and again, whatever one of them does', async () => {
  const pool = { get: async (name: string) => link(name) }
  const agents = ['hangs', 'good', 'silent'].map(agent)
  const seen: string[] = []
  for await (const usages of watchUsage(pool, agents, 10)) {
    for (const { agent, ageMs, stale, failure } of usages)
      seen.push(`${agent}: ${failure?.code ?? `${ageMs} ms, stale ${stale}`}`)
    if (seen.length >= 4) break
  }
  expect(new Set(seen)).toEqual(new Set(['good: 2000 ms, stale false', 'silent: status-missing']))
})

it('tells nothing of agents that are as they were', async () => {
  const pool = { get: async (name: string) => link(name) }
  const watched = watchUsage(pool, [agent('silent')], 10)
  expect((await watched.next()).value).toMatchObject([{ failure: { code: 'status-missing' } }])
  const next = watched.next().then(() => 'told')
  const quiet = new Promise((resolve) => setTimeout(resolve, 400, 'quiet'))
  expect(await Promise.race([next, quiet])).toBe('quiet')
})

it('gives many agents in few events', async () => {
  const pool = { get: async (name: string) => link(name) }
  const agents = Array.from({ length: 128 }, (_, index) => agent(`silent${index}`))
  const silent = { get: (_: string) => pool.get('silent') }
  const [seen, sizes] = [new Set<string>(), [] as number[]]
  for await (const usages of watchUsage(silent, agents, 60_000)) {
    for (const usage of usages) seen.add(usage.agent)
    sizes.push(usages.length)
    if (seen.size === agents.length) break
  }
  expect(sizes.length).toBeLessThan(6)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(64)
})

it('ends when it is aborted', async () => {
  const abort = new AbortController()
  const pool = { get: async (name: string) => link(name) }
  const reading = watchUsage(pool, [agent('hangs')], 10, abort.signal).next()
  abort.abort()
  expect(await reading).toEqual({ done: true, value: undefined })
})

it('tells a link that cannot be had as a failure of that agent', async () => {
  const pool = { get: () => Promise.reject(new Error('no way')) }
  const { value } = await watchUsage(pool, [agent('lost')], 1000).next()
  expect(value).toMatchObject([{ agent: 'lost', failure: { code: 'internal', agent: 'lost' } }])
})

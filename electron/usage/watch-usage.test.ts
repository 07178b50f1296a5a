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
  for await (const usage of watchUsage(pool, agents, 10)) {
    const what = usage.failure?.code ?? `${usage.ageMs} ms, stale ${usage.stale}`
    seen.push(`${usage.agent}: ${what}`)
    if (seen.length === 6) break
  }
  expect(new Set(seen)).toEqual(new Set(['good: 2000 ms, stale false', 'silent: status-missing']))
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
  const first = await watchUsage(pool, [agent('lost')], 1000).next()
  expect(first.value).toMatchObject({ agent: 'lost', failure: { code: 'internal', agent: 'lost' } })
})

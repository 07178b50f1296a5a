import { describe, expect, it } from 'vitest'
import type { AgentUsage } from '../contract/usage.ts'
import { watchUsage } from './watch-usage.ts'

const usage = (agent: string): AgentUsage => ({ agent, readAt: 0, stale: false })

describe('watching usage', () => {
  it('goes on with the others when one agent hangs', async () => {
    const stop = new AbortController()
    const read = (agent: string) =>
      agent === 'hangs' ? new Promise<AgentUsage>(() => {}) : Promise.resolve(usage(agent))
    const seen: string[] = []
    for await (const { agent } of watchUsage(['hangs', 'a', 'b'], 5, read, stop.signal)) {
      seen.push(agent)
      if (seen.length === 6) stop.abort()
    }
    expect(new Set(seen)).toEqual(new Set(['a', 'b']))
  })

  it('ends when it is stopped while it waits', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 20)
    const never = () => new Promise<AgentUsage>(() => {})
    for await (const _ of watchUsage(['hangs'], 1000, never, stop.signal)) expect.unreachable()
  })
})

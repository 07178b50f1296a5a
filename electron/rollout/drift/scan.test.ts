import { expect, it } from 'vitest'
import { agentSchema } from '../../contract/agent.ts'
import { Failure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import { scanFleet } from './scan.ts'

const agents = Array.from({ length: 100 }, (_, index) =>
  agentSchema.parse({ name: `agent${index}`, host: 'h', user: 'root' }),
)

/** A pool whose agents all refuse, and that counts how many are asked at one time. */
function refusing(count: { now: number; most: number }) {
  return {
    get: async (agent: string): Promise<Link> => {
      count.most = Math.max(count.most, ++count.now)
      await new Promise((resolve) => setTimeout(resolve, 1))
      count.now--
      throw new Failure({ code: 'connection-refused', agent, message: 'refused', advice: 'x' })
    },
  }
}

it('looks at all, a few at a time, and yields each look once', async () => {
  const count = { now: 0, most: 0 }
  const seen: string[] = []
  let last: { done: number; total: number } | undefined
  for await (const step of scanFleet(refusing(count), agents, { everyMs: 1 })) {
    seen.push(...step.looks.map(({ agent }) => agent))
    expect(step.done).toBe(seen.length)
    last = step
  }
  expect([...seen].sort()).toEqual(agents.map(({ name }) => name).sort())
  expect(last).toMatchObject({ done: 100, total: 100 })
  expect(count.most).toBe(16)
})

it('begins no more agents once the consumer stops', async () => {
  const count = { now: 0, most: 0 }
  const asked = new Set<string>()
  const pool = refusing(count)
  const counting = { get: (name: string) => pool.get(asked.add(name) && name) }
  for await (const _ of scanFleet(counting, agents, { everyMs: 1 })) break
  const after = asked.size
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(asked.size).toBe(after)
  expect(asked.size).toBeLessThan(100)
})

it('an empty fleet ends at once', async () => {
  const steps: unknown[] = []
  for await (const step of scanFleet(refusing({ now: 0, most: 0 }), [])) steps.push(step)
  expect(steps).toEqual([{ done: 0, total: 0, looks: [] }])
})

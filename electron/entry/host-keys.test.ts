import { expect, test } from 'vitest'
import type { HostKey } from '../contract/agent.ts'
import { readHostKeys } from './host-keys.ts'

const names = Array.from({ length: 200 }, (_, at) => `a${at}`)
const key = (agent: string): HostKey => ({
  ...{ agent, type: 'ssh-ed25519', fingerprint: 'SHA256:x', verdict: 'unknown' },
  ...{ recorded: [], places: [] },
})

/** A pool that tells how many were asked, and at one time. */
function pool() {
  const count = { asked: 0, now: 0, most: 0 }
  const readHostKey = async (agent: string): Promise<HostKey> => {
    count.asked++
    count.most = Math.max(count.most, ++count.now)
    await new Promise((resolve) => setTimeout(resolve, 1))
    count.now--
    if (agent === 'a7') throw new Error('no way')
    return key(agent)
  }
  return { count, readHostKey }
}

test('many are asked, not all at one time, and each is told once', async () => {
  const asked = pool()
  const told: string[] = []
  const failed: string[] = []
  for await (const keys of readHostKeys(asked, names))
    for (const { agent, failure } of keys) {
      told.push(agent)
      if (failure) failed.push(failure.message)
    }
  expect(told.sort()).toEqual([...names].sort())
  expect(failed).toEqual(['Unexpected: no way'])
  expect(asked.count.most).toBe(24)
})

test('whoever stops reading has no more asked', async () => {
  let asked = 0
  const answer = Promise.withResolvers<void>()
  const readHostKey = async (agent: string): Promise<HostKey> => {
    asked++
    await answer.promise
    return key(agent)
  }
  for await (const keys of readHostKeys({ readHostKey }, names)) {
    expect(keys).toEqual([])
    break
  }
  expect(asked).toBe(24)
  answer.resolve()
  // Whoever was next in the crowd has had their turn by then.
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(asked).toBe(24)
})

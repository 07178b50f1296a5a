import { describe, expect, it } from 'vitest'
import { checkLabName, MAX_AGENTS, planAgents } from './plan.ts'

describe('planAgents', () => {
  it('gives the kinds by turns', () => {
    const kinds = planAgents(3, 0).map((agent) => agent.kind)
    expect(kinds).toEqual(['init-wrapper', 'env-file', 'init-wrapper'])
  })

  it('names loopback addresses after the slot and the agent', () => {
    expect(planAgents(2, 5).map((agent) => agent.host)).toEqual(['127.69.0.1', '127.69.0.2'])
  })

  it('gives no address twice', () => {
    const all = [0, 63].flatMap((slot) => planAgents(MAX_AGENTS, slot))
    expect(new Set(all.map((agent) => agent.host)).size).toBe(all.length)
    expect(new Set(all.map((agent) => agent.macAddress)).size).toBe(all.length)
  })

  it('keeps both ends of a link in one network', () => {
    for (const { guestAddress, gateway } of planAgents(3, 0))
      expect(guestAddress.split('.').slice(0, 3)).toEqual(gateway.split('.').slice(0, 3))
  })

  it.each([0, -1, 1.5, Number.NaN, MAX_AGENTS + 1])('refuses %s agents', (count) => {
    expect(() => planAgents(count, 0)).toThrow(`from 1 to ${MAX_AGENTS} agents`)
  })

  it('refuses a slot that has no addresses', () => {
    expect(() => planAgents(1, 64)).toThrow('no lab slot 64')
  })
})

describe('checkLabName', () => {
  it.each(['default', 'demo-2'])('takes %s', (name) => expect(checkLabName(name)).toBe(name))

  it.each(['', '..', 'a/b', '.slot-0', 'A', 'x'.repeat(33)])('refuses %j', (name) => {
    expect(() => checkLabName(name)).toThrow('cannot name a lab')
  })
})

import { describe, expect, test } from 'vitest'
import { parseShare, spreadFaults } from './faults.ts'
import { planFleet } from './plan.ts'

const shares = (agents: number, ...texts: string[]) => texts.map((text) => parseShare(text, agents))

describe('a share of faulty agents', () => {
  test('is a count or a percentage, with a number for what takes one', () => {
    expect(parseShare('hangs=5%', 1000).count).toBe(50)
    expect(parseShare('drops=20:4096', 1000)).toEqual({
      fault: { name: 'drops', parameter: 4096 },
      count: 20,
    })
    expect(parseShare('slow=1', 10).fault.parameter).toBe(256)
  })

  test.each(['hangs', 'hangs=', 'burns=1', 'hangs=-1', 'hangs=1.5', 'hangs=1:3', 'toString=1'])(
    '%s is refused',
    (text) => expect(() => parseShare(text, 100)).toThrow(`'${text}'`),
  )

  test('is spread over the whole fleet, each fault of its own', () => {
    const places = spreadFaults(shares(100, 'hangs=5%', 'drops=2%'), 100)
    const at = (name: string) => places.flatMap((fault, i) => (fault?.name === name ? [i] : []))
    expect(at('hangs')).toHaveLength(5)
    expect(at('drops')).toHaveLength(2)
    for (const name of ['hangs', 'drops']) {
      const [first = 99, last = 0] = [at(name)[0], at(name).at(-1)]
      expect(first).toBeLessThan(50)
      expect(last).toBeGreaterThanOrEqual(50)
    }
    expect(() => spreadFaults(shares(3, 'hangs=4'), 3)).toThrow('too many')
  })
})

describe('a fleet', () => {
  const all = ['refuses', 'hangs', 'drops', 'slow', 'wrong-key', 'full-disk', 'no-exit-status']
  const own = ['one-session', 'few-startups', 'rekeys']

  test('has every agent at an address of its own, whatever its faults', () => {
    const faults = shares(1000, ...[...all, ...own].map((name) => `${name}=1%`))
    const { agents, servers, trouble } = planFleet(1000, faults, 3)
    const served = servers.flatMap(({ serves }) => serves)
    const listening = [...served, ...trouble].map(({ address }) => address)
    expect(new Set(listening).size).toBe(listening.length)
    expect(new Set(agents.map(({ host }) => host)).size).toBe(1000)
    const silent = agents.filter(({ host }) => !listening.includes(host))
    expect(silent.map(({ fault }) => fault?.name)).toEqual(Array(10).fill('refuses'))
    expect(served).toHaveLength(1000 - 30) // refuses, hangs, no-exit-status
    for (const { serves } of servers) expect(serves.length).toBeLessThanOrEqual(16)
  })

  test('gives a server of its own to agents whose fault is the server’s', () => {
    const { servers } = planFleet(40, shares(40, 'few-startups=3', 'one-session=2'), 0)
    expect(servers.filter(({ settings }) => settings.length === 0)).toHaveLength(3)
    const oneSession = servers.filter(({ settings }) => settings.includes('MaxSessions 1'))
    expect(oneSession.map(({ serves }) => serves.length)).toEqual([2])
  })

  test('has from 1 to 1000 agents', () => {
    for (const count of [0, 1001, 1.5, Number.NaN])
      expect(() => planFleet(count, [], 0)).toThrow('from 1 to 1000')
  })
})

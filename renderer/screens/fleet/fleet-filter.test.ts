import { expect, test } from 'vitest'
import { agentSchema } from '../../../electron/contract/agent.ts'
import { fleetWords, folded, foldingsOf, matches } from './fleet-filter.ts'
import type { FleetRow } from './use-fleet.ts'

function row(name: string, groups: string[], labels: Record<string, string>, word = 'Running') {
  const agent = agentSchema.parse({ name, host: 'h', user: 'root', groups, labels })
  const known = { key: name, agent, observation: undefined, failure: undefined }
  return { ...known, connection: undefined, state: { tone: 'ok', word } } satisfies FleetRow
}

const rows = [
  row('web-1', ['dc1', 'web'], { rack: 'r1' }),
  row('db-1', ['dc1'], { rack: 'r2' }, 'Key not trusted'),
  row('lone', [], {}),
]

const found = (filter: string) =>
  rows.filter((each) => matches(each, filter)).map(({ agent }) => agent.name)

test('words find in everything, prefixes in one thing', () => {
  expect(found('')).toHaveLength(3)
  expect(found('dc1 r1')).toEqual(['web-1'])
  expect(found('group:web')).toEqual(['web-1'])
  expect(found('label:rack=r2')).toEqual(['db-1'])
  expect(found('state:key-not')).toEqual(['db-1'])
  expect(found('group:r1')).toEqual([])
})

test('the fleet is counted in words, and what a filter leaves of it', () => {
  expect(fleetWords(rows, rows)).toBe('3 agents · 2 running')
  const down = { ...row('down', [], {}, 'Unreachable'), failure: { code: 'connection-refused' } }
  const many = [...rows, { ...down, failure: down.failure as FleetRow['failure'] }]
  expect(fleetWords(many, many.slice(2))).toBe(
    '2 of 4 agents · 1 running · 1 could not be observed',
  )
})

test('rows are folded by what they have, those without last', () => {
  const words = (folding: Parameters<typeof folded>[1]) =>
    folded(rows, folding).map(({ heading, rows }) => [heading, rows.length])
  expect(words('group')).toEqual([
    ['dc1', 1],
    ['web', 1],
    ['', 1],
  ])
  expect(words('label:rack')).toEqual([
    ['r1', 1],
    ['r2', 1],
    ['', 1],
  ])
  expect(foldingsOf(rows).map(({ value }) => value)).toContain('label:rack')
})

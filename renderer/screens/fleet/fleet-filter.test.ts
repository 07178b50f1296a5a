import { expect, test } from 'vitest'
import { agentSchema } from '../../../electron/contract/agent.ts'
import { folded, foldingsOf, matches } from './fleet-filter.ts'
import type { FleetRow } from './use-fleet.ts'

function row(name: string, groups: string[], labels: Record<string, string>, word = 'Running') {
  const agent = agentSchema.parse({ name, host: 'h', user: 'root', groups, labels })
  const known = { agent, observation: undefined, failure: undefined, observing: false }
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

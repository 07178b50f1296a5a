import { expect, it } from 'vitest'
import { agentRoute, formatRoute, parseRoute, type Route } from './route.ts'

const routes: Route[] = [
  { screen: 'fleet' },
  { screen: 'agent', agent: 'db-1.example', tab: 'modules' },
  { screen: 'agent', agent: 'db-1.example', tab: 'flags' },
  { screen: 'import' },
  { screen: 'groups' },
  { screen: 'groups', group: 'dc1.example' },
  { screen: 'containers' },
  { screen: 'rollouts' },
  { screen: 'new-rollout', agents: [] },
  { screen: 'new-rollout', agents: ['a', 'b_2'] },
  { screen: 'rollout', id: '2026-11-22/1' },
]

it.each(routes)('comes back from its hash: $screen', (route) => {
  expect(parseRoute(formatRoute(route))).toEqual(route)
})

it.each(['', '#', '#/', '#/nowhere', '#/agents', '#/agents/', '#/agents/%'])(
  '%j is the fleet',
  (hash) => expect(parseRoute(hash)).toEqual({ screen: 'fleet' }),
)

it('an unknown part of an agent is its first', () =>
  expect(parseRoute('#/agents/db-1/nowhere')).toEqual(agentRoute('db-1')))

import { expect, test } from 'vitest'
import { connectionStateSchema } from '../electron/contract/connections.ts'
import { connectionDetail, connectionState } from './connection-state.ts'

test('every state has a word, and what goes on is shown to go on', () => {
  const states = connectionStateSchema.options.map((state) => connectionState({ state }))
  expect(new Set(states.map(({ word }) => word)).size).toBe(states.length)
  expect(states.filter(({ live }) => live).map(({ tone }) => tone)).not.toContain('ok')
  expect(connectionState(undefined).word).toBe('Closed')
})

test('the carrier is told with its reason, and the hosts on the way', () => {
  const info = { agent: 'a', state: 'ready', since: 0, failures: 0 } as const
  const carrier = { name: 'openssh', reason: 'ssh_config has a ProxyCommand' }
  expect(connectionDetail({ ...info, via: ['ops@b:22'], carrier })).toBe(
    'openssh: ssh_config has a ProxyCommand\nover ops@b:22',
  )
  expect(connectionDetail({ ...info, via: [] })).toBe('')
})

import { ORPCError } from '@orpc/client'
import { expect, it } from 'vitest'
import { failureOf } from './failure.ts'

it('takes the declared failure as it is', () => {
  const data = {
    code: 'host-key-changed',
    message: 'db-1 offers another host key',
    agent: 'db-1',
    changed: 'Nothing was changed.',
    advice: 'Ask its owner.',
  }
  expect(failureOf(new ORPCError('FAILURE', { data }))).toEqual(data)
})

it('does not trust data that is no failure', () => {
  const failure = failureOf(new ORPCError('FAILURE', { data: { code: 'nonsense' }, message: 'no' }))
  expect(failure).toMatchObject({ code: 'internal', message: 'no' })
})

it('says that input was refused', () => {
  expect(
    failureOf(new ORPCError('BAD_REQUEST', { message: 'Input validation failed' })),
  ).toMatchObject({
    code: 'input-invalid',
    changed: 'Nothing was changed.',
  })
})

it('keeps the message of anything else', () => {
  expect(failureOf(new Error('socket closed')).message).toBe('socket closed')
  expect(failureOf('odd').message).toBe('odd')
})

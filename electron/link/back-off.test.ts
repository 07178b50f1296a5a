import { expect, test } from 'vitest'
import { BackOff } from './back-off.ts'

test('the first failure may be tried again at once, the next ones later and later', () => {
  const backOff = new BackOff(() => 1)
  const pauses = Array.from({ length: 9 }, () => {
    backOff.failed(1000)
    return backOff.until - 1000
  })
  expect(pauses).toEqual([0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
})

test('pauses are drawn from their second half', () => {
  const soonest = new BackOff(() => 0)
  for (let failures = 0; failures < 3; failures++) soonest.failed(0)
  expect(soonest.until).toBe(1000)
  soonest.reset()
  expect([soonest.until, soonest.failures]).toEqual([0, 0])
})

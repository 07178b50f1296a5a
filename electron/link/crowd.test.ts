import { expect, test } from 'vitest'
import { Crowd } from './crowd.ts'

test('those that hang let the others pass', async () => {
  const crowd = new Crowd(2, 20)
  const never = () => new Promise<void>(() => {})
  for (let hanging = 0; hanging < 6; hanging++) void crowd.use(never)
  expect(await crowd.use(async () => 'done')).toBe('done')
})

test('no more than so many work at one time', async () => {
  const crowd = new Crowd(3, 10_000)
  let now = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setTimeout(resolve, 1))
    now--
  }
  await Promise.all(Array.from({ length: 20 }, () => crowd.use(work)))
  expect(most).toBe(3)
  await expect(crowd.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await crowd.use(async () => 'next')).toBe('next')
})

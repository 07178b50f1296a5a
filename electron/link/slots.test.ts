import { expect, test } from 'vitest'
import { Slots } from './slots.ts'

test('no more than the number are out; the first who waits is next', async () => {
  const slots = new Slots(2)
  const [a] = await Promise.all([slots.take(), slots.take()])
  const order: string[] = []
  const third = slots.take().then((slot) => {
    order.push('third')
    return slot
  })
  const fourth = slots.take().then(() => order.push('fourth'))
  a.release()
  a.release()
  const held = await third
  expect([order, slots.held]).toEqual([['third'], 2])
  held.release()
  await fourth
  expect(order).toEqual(['third', 'fourth'])
})

test('a dropped slot is out of use', async () => {
  const slots = new Slots(2)
  const [a, b] = await Promise.all([slots.take(), slots.take()])
  let third = false
  const waiting = slots.take().then(() => {
    third = true
  })
  a.drop()
  await Promise.resolve()
  expect(third).toBe(false)
  b.release()
  await waiting
  expect(slots.held).toBe(1)
})

test('who gives up waiting takes nothing', async () => {
  const slots = new Slots(1)
  const slot = await slots.take()
  const impatient = slots.take(AbortSignal.timeout(5))
  await expect(impatient).rejects.toThrow()
  slot.release()
  await slots.take()
  expect(slots.held).toBe(1)
})

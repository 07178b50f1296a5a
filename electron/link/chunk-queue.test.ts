import { expect, test } from 'vitest'
import { ChunkQueue } from './chunk-queue.ts'

async function all(queue: ChunkQueue): Promise<string> {
  let text = ''
  for await (const chunk of queue) text += chunk.toString()
  return text
}

test('gives what comes in its order, before and after somebody reads', async () => {
  const queue = new ChunkQueue(100)
  queue.push(Buffer.from('a'))
  const reading = all(queue)
  await Promise.resolve()
  queue.push(Buffer.from('b'))
  setTimeout(() => {
    queue.push(Buffer.from('c'))
    queue.end()
  }, 1)
  expect(await reading).toBe('abc')
})

test('takes no more than it may hold, and more again when it was read', async () => {
  const queue = new ChunkQueue(4)
  expect(queue.push(Buffer.from('1234'))).toBe(true)
  expect(queue.push(Buffer.from('5'))).toBe(false)
  const reader = queue[Symbol.asyncIterator]()
  await reader.next()
  expect(queue.push(Buffer.from('5'))).toBe(true)
})

test('throws its error after what had come', async () => {
  const queue = new ChunkQueue(4)
  queue.push(Buffer.from('last'))
  queue.end(new Error('gone'))
  const reader = queue[Symbol.asyncIterator]()
  expect((await reader.next()).value?.toString()).toBe('last')
  await expect(reader.next()).rejects.toThrow('gone')
})

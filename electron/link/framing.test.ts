import { expect, test } from 'vitest'
import { MarkedStream, newMarks } from './framing.ts'

test('the mark is found wherever the chunks are cut', () => {
  const { start } = newMarks()
  const all = Buffer.from(`noise\n${start}\nanswer`)
  for (let cut = 0; cut <= all.length; cut++) {
    const stream = new MarkedStream(start)
    const own = Buffer.concat([stream.push(all.subarray(0, cut)), stream.push(all.subarray(cut))])
    expect([own.toString(), stream.preamble]).toEqual(['answer', 'noise\n'])
  }
})

test('what never has a mark belongs to no command, and is kept up to a limit', () => {
  const stream = new MarkedStream(newMarks().start)
  for (let i = 0; i < 100; i++) expect(stream.push(Buffer.alloc(100_000, 120))).toHaveLength(0)
  expect(stream.started).toBe(false)
  expect(stream.preamble.length).toBeLessThan(1_000_000)
})

test('two commands have different marks', () => {
  expect(newMarks().start).not.toBe(newMarks().start)
})

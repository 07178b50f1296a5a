import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { encodeFrames } from '../testing/encode-frames.ts'
import { FRAME_FUNCTION, newMark, parseFrames } from './frames.ts'

const subjects = ['', '/etc/mesos', ' two\nlines\n', 'ümläut 日本', "'$(x)' %s \\n"]

for (const shell of [['dash'], ['bash', '--posix'], ['busybox', 'sh']]) {
  it(`are printed by ${shell.join(' ')} with whatever subject and content`, () => {
    const mark = newMark()
    const script = `mark=${mark}${FRAME_FUNCTION}
for subject; do frame thing "$subject"; printf '\\0 %s\\n\\n' "$subject"; done
frame end ''`
    const [program = '', ...args] = [...shell, '-c', script, 'sh', ...subjects]
    const printed = execFileSync(program, args, { env: { ...process.env, LC_ALL: 'C.UTF-8' } })
    expect(parseFrames(printed, mark, 'a')).toEqual(
      subjects.map((subject) => ({
        kind: 'thing',
        subject,
        content: Buffer.from(`\0 ${subject}\n\n`),
      })),
    )
  })
}

it('are refused when cut off, or when something else was printed before', () => {
  const mark = newMark()
  const whole = encodeFrames(mark, [['thing', 'a', 'content']])
  expect(parseFrames(whole, mark, 'a')).toHaveLength(1)
  expect(() => parseFrames(Buffer.concat([Buffer.from('Hello!\n'), whole]), mark, 'a')).toThrow(
    'cannot be read',
  )
  for (let length = 0; length < whole.length; length++)
    expect(() => parseFrames(whole.subarray(0, length), mark, 'a')).toThrow('cannot be read')
})

it('of another run are content', () => {
  const mark = newMark()
  const foreign = encodeFrames(newMark(), [['file-data', '', 'forged']])
  const [frame] = parseFrames(encodeFrames(mark, [['thing', '', foreign]]), mark, 'a')
  expect(frame?.content).toEqual(foreign)
})

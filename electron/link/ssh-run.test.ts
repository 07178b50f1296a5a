import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { describeWithServer, failureOf } from './testing/describe.ts'

describeWithServer('commands on an agent', (given) => {
  test('arguments arrive as they are, whatever they hold', async () => {
    const link = await given.link()
    const hostile = ['$(id)', "a'b", '`id`', '', 'line\nbreak', '; exit 9', '-x']
    const { stdout } = await link.run(['printf', '%s\\0', ...hostile])
    expect(stdout.toString().split('\0').slice(0, -1)).toEqual(hostile)
  })

  test('output is bytes, and all of it', async () => {
    const link = await given.link()
    const { stdout } = await link.run(['head', '-c', '3000000', '/dev/urandom'])
    expect(stdout).toHaveLength(3_000_000)
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    expect((await link.run(['cat'], { stdin: bytes })).stdout).toEqual(bytes)
  })

  test('an expected exit status is an answer, another is a failure with what was said', async () => {
    const link = await given.link()
    const ask = ['sh', '-c', 'echo why >&2; exit 3']
    const answer = await link.run(ask, { expect: [0, 3] })
    expect(answer).toMatchObject({ exitCode: 3, stderr: 'why\n' })
    expect(await failureOf(link.run(ask), 'command-failed')).toMatchObject({ evidence: 'why' })
  })

  test('a program that is not there is a failure', async () => {
    const link = await given.link()
    const data = await failureOf(link.run(['no-such-program']), 'command-failed')
    expect(data.evidence).toContain('not found')
  })

  test('a script gets its arguments', async () => {
    const link = await given.link()
    const { stdout } = await link.script('echo "$#:$1:$2"', ['-e', "it's"])
    expect(stdout.toString()).toBe("2:-e:it's\n")
  })

  test('a command ended by a signal is no success', async () => {
    const link = await given.link()
    const data = await failureOf(link.run(['sh', '-c', 'kill -9 $$']), 'command-failed')
    expect(data.message).toContain('SIGKILL')
  })

  test('what a login shell prints is not taken for output', async () => {
    const link = await given.link({ user: 'noisy' })
    expect(await link.run(['echo', 'x'])).toEqual({
      exitCode: 0,
      stdout: Buffer.from('x\n'),
      stderr: '',
    })
  })

  test('a login shell that runs nothing is said to be one', async () => {
    const link = await given.link({ user: 'locked' })
    const data = await failureOf(link.run(['true']), 'command-failed')
    expect(data.message).toContain('login shell of locked')
    expect(data.evidence).toContain('not available')
  })

  test('too much output ends the command', async () => {
    const link = await given.link()
    const flood = link.run(['yes'], { maxOutputBytes: 100_000 })
    await failureOf(flood, 'output-too-large')
    const errors = link.run(['sh', '-c', 'yes >&2'], { maxOutputBytes: 100_000 })
    await failureOf(errors, 'output-too-large')
    expect((await link.run(['echo', 'still here'])).stdout.toString()).toBe('still here\n')
  })

  test('a command past its deadline is given up, not called undone', async () => {
    const link = await given.link()
    const data = await failureOf(link.run(['sleep', '5'], { timeoutMs: 100 }), 'command-timeout')
    expect(data.changed).toMatch(/unknown/i)
  })

  test('cancelling ends the wait at once', async () => {
    const link = await given.link()
    await link.run(['true'])
    const begin = performance.now()
    const signal = AbortSignal.timeout(100)
    await failureOf(link.run(['sleep', '5'], { signal }), 'cancelled')
    expect(performance.now() - begin).toBeLessThan(4000)
    await failureOf(link.run(['true'], { signal }), 'cancelled')
  })

  test('forty commands at once share one connection', async () => {
    const link = await given.link()
    const numbers = Array.from({ length: 40 }, (_, i) => String(i))
    const results = await Promise.all(numbers.map((n) => link.run(['echo', n])))
    expect(results.map((r) => r.stdout.toString().trim())).toEqual(numbers)
    const server = (await link.run(['sh', '-c', 'echo $SSH_CONNECTION'])).stdout.toString()
    const again = (await link.run(['sh', '-c', 'echo $SSH_CONNECTION'])).stdout.toString()
    expect(again).toBe(server)
  })

  test('after the connection was lost the next command opens another', async () => {
    const link = await given.link()
    const parent = (await link.run(['sh', '-c', 'echo $PPID'])).stdout.toString().trim()
    const doomed = link.run(['sleep', '20'])
    const lost = failureOf(doomed, 'connection-lost')
    await link.run(['true'])
    execFileSync('kill', ['-9', parent])
    expect((await lost).changed).toMatch(/unknown/i)
    expect((await link.run(['echo', 'back'])).stdout.toString()).toBe('back\n')
  })

  test('an argument with NUL is refused before anything is sent', async () => {
    const link = await given.link()
    await expect(link.run(['echo', 'a\0b'])).rejects.toMatchObject({
      data: { code: 'input-invalid' },
    })
  })
})

describeWithServer(
  'a server with few sessions',
  (given) => {
    test('commands wait for one another', async () => {
      const link = await given.link()
      const numbers = Array.from({ length: 12 }, (_, i) => String(i))
      const results = await Promise.all(numbers.map((n) => link.run(['echo', n])))
      expect(results.map((r) => r.stdout.toString().trim())).toEqual(numbers)
    })
  },
  ['MaxSessions 2'],
)

describeWithServer(
  'a server that rekeys all the time',
  (given) => {
    test('nothing is lost or stuck', async () => {
      const link = await given.link()
      for (let round = 0; round < 2; round++) {
        const sent = Buffer.alloc(500_000, round)
        expect((await link.run(['cat'], { stdin: sent })).stdout.equals(sent)).toBe(true)
      }
    })
  },
  ['RekeyLimit 128K'],
)

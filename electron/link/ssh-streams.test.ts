import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithServer, failureOf } from './testing/describe.ts'
import { sudoPassword } from './testing/machine.ts'

/** Reads until the text has come. */
async function until(reader: AsyncGenerator<Buffer, void>, wanted: string): Promise<string> {
  let seen = ''
  while (!seen.includes(wanted)) {
    const { value, done } = await reader.next()
    if (done) throw new Error(`the end came before ${wanted}: ${seen}`)
    seen += value.toString()
  }
  return seen
}

/** Resolves when no process has this word in its command line any more. */
async function gone(word: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const list = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    if (!list.includes(word)) return
    await pause(50)
  }
  throw new Error(`still running: ${word}`)
}

const knowing = { secrets: { find: () => sudoPassword, forget: () => {} } }

describeWithServer('a file that is followed', (given) => {
  const file = (name: string) => join(given.server.folder, `${name} of ${given.carrier}`)

  test('gives its end, what is added, and what the file in its place gets', async () => {
    const log = file('log')
    writeFileSync(log, 'one\ntwo\nthree\n')
    const link = await given.link()
    const reader = link.follow(log, { lines: 2 })
    expect(await until(reader, 'three\n')).toBe('two\nthree\n')
    appendFileSync(log, 'four\n')
    expect(await until(reader, 'four\n')).toBe('four\n')
    renameSync(log, `${log}.1`)
    writeFileSync(log, 'five\n')
    expect(await until(reader, 'five\n')).toBe('five\n')
    await reader.return()
    await gone(log)
  })

  test('is left alone on the agent as soon as nobody reads it, root’s too', async () => {
    const ways = [
      [{ user: 'trusted', privilege: 'sudo' }, {}],
      [{ user: 'operator', privilege: 'sudo' }, knowing],
      ...(existsSync('/usr/bin/doas')
        ? ([
            [{ user: 'trusted', privilege: 'doas' }, {}],
            [{ user: 'operator', privilege: 'doas' }, knowing],
          ] as const)
        : []),
    ] as const
    for (const [agent, config] of ways) {
      const log = file(`${agent.user} ${agent.privilege}`)
      writeFileSync(log, 'line\n', { mode: 0o600 })
      const link = await given.link(agent, config)
      const leave = new AbortController()
      const reader = link.follow(log, { privileged: true, signal: leave.signal })
      expect(await until(reader, 'line\n')).toBe('line\n')
      leave.abort()
      await failureOf(reader.next(), 'cancelled')
      await gone(log)
    }
  })

  test('that is not there, or is no longer reached, is a failure', async () => {
    const link = await given.link()
    await failureOf(link.follow(file('nothing')).next(), 'file-missing')
    const log = file('cut')
    writeFileSync(log, 'line\n')
    const reader = link.follow(log)
    await until(reader, 'line\n')
    const next = failureOf(reader.next(), 'connection-lost')
    await link.run(['sh', '-c', 'kill -9 $PPID']).catch(() => {})
    await next
  })

  test('ends with its program, whose exit status counts', async () => {
    const link = await given.link()
    expect(await text(link.stream(['echo', 'all']))).toBe('all\n')
    const failing = link.stream(['sh', '-c', 'echo out; echo why >&2; exit 3'])
    await until(failing, 'out\n')
    const data = await failureOf(failing.next(), 'command-failed')
    expect(data.evidence).toBe('why')
  })

  test('is cut off when it comes faster than it is read', async () => {
    const link = await given.link()
    const reader = link.stream(['yes', file('endless')])
    await reader.next()
    await gone(file('endless'))
    const reading = async () => {
      for await (const _ of reader);
    }
    await failureOf(reading(), 'output-too-large')
  })

  test('is told of without being read', async () => {
    const link = await given.link()
    const path = file('stat "$(id)"')
    writeFileSync(path, '12345', { mode: 0o640 })
    const seen = await link.stat(path)
    expect(seen).toMatchObject({ type: 'file', sizeBytes: 5, mode: 0o640, uid: 0, gid: 0 })
    expect(Math.abs(seen.modifiedAt - Date.now())).toBeLessThan(60_000)
    mkdirSync(file('folder'))
    expect((await link.stat(file('folder'))).type).toBe('directory')
    await failureOf(link.stat(file('nowhere')), 'file-missing')
  })
})

describeWithServer('a port that is dialled', (given) => {
  let echo: Server
  let port: number
  beforeAll(async () => {
    echo = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => {})
      socket.pipe(socket)
    })
    echo.listen(0, '127.0.0.1')
    await once(echo, 'listening')
    port = (echo.address() as { port: number }).port
  })
  afterAll(() => void echo?.close())

  test('carries bytes both ways, to their end', async () => {
    const link = await given.link()
    const stream = await link.dial('127.0.0.1', port)
    const bytes = Buffer.alloc(3_000_000, 'quota')
    const back: Buffer[] = []
    stream.on('data', (chunk: Buffer) => back.push(chunk))
    stream.end(bytes)
    await once(stream, 'close')
    expect(Buffer.concat(back).equals(bytes)).toBe(true)
  })

  test('that nothing listens on is refused, and the connection stays', async () => {
    const link = await given.link()
    const data = await failureOf(link.dial('127.0.0.1', 1), 'connection-refused')
    expect(data.message).toBe('agent1 opened no connection to 127.0.0.1:1.')
    await link.run(['true'])
  })

  test('ends with the link, and with a connection that is lost', async () => {
    const link = await given.link()
    const closings = [
      () => link.close(),
      () => link.run(['sh', '-c', 'kill -9 $PPID']).catch(() => {}),
    ]
    for (const close of closings) {
      const stream = await link.dial('127.0.0.1', port)
      stream.write('hello')
      await once(stream, 'data')
      const closed = new Promise((resolve) => stream.once('close', resolve))
      await close()
      await closed
      expect(stream.destroyed).toBe(true)
    }
  })
})

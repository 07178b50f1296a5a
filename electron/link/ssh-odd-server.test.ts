import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerChannel } from 'ssh2'
import ssh2 from 'ssh2'
import { afterEach, expect, test } from 'vitest'
import { describeWithServer, failureOf } from './testing/describe.ts'

/** Servers that OpenSSH's is never, played by the library's own server with the same host key. */
describeWithServer('a server that behaves oddly', (given) => {
  const servers: ssh2.Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** Logs everybody in; `onExec` answers commands, none: the request stays open for ever. */
  async function odd(onExec?: (channel: ServerChannel, line: string) => void): Promise<number> {
    const hostKey = readFileSync(join(given.server.folder, 'rsa_key'))
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
      client.on('error', () => {})
      client.on('authentication', (context) => context.accept())
      client.on('session', (accept) => {
        accept().on('exec', (acceptExec, _reject, info) => {
          if (onExec) onExec(acceptExec(), info.command)
        })
      })
    })
    servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }

  async function linkTo(port: number, deadlines = {}) {
    const pool = given.pool(
      { port, knownHostsFile: join(given.server.folder, 'nowhere') },
      {
        ownKnownHosts: join(given.server.folder, `odd-${port}`),
        deadlines,
      },
    )
    await pool.trustHostKey('agent1', (await pool.readHostKey('agent1')).fingerprint)
    return pool.get('agent1')
  }

  const markIn = (line: string) => /quotadeck-start-[0-9a-f]+/.exec(line)?.[0]

  test('a command that leaves no exit status is no success', async () => {
    const port = await odd((channel, line) => {
      channel.write(`${markIn(line)}\nall done\n`)
      channel.stderr.write(`${markIn(line)}\n`)
      channel.end()
    })
    const data = await failureOf((await linkTo(port)).run(['true']), 'command-failed')
    expect(data.message).toContain('not counted as success')
    expect(data.changed).toMatch(/unknown/i)
  })

  test('a server that opens no channel is given up', async () => {
    const link = await linkTo(await odd(), { open: 300 })
    const data = await failureOf(link.run(['true']), 'connection-lost')
    expect(data.changed).toMatch(/unknown/i)
  })

  test('exit status 0 without the start mark is no success', async () => {
    const port = await odd((channel) => {
      channel.write('all done\n')
      channel.exit(0)
      channel.end()
    })
    await failureOf((await linkTo(port)).run(['true']), 'command-failed')
  })

  test('control characters do not reach the screen', async () => {
    const port = await odd((channel, line) => {
      channel.stderr.write(`${markIn(line)}\n\x1b]0;owned\x07\x1b[2Jred\u009b31m\n`)
      channel.exit(1)
      channel.end()
    })
    const data = await failureOf((await linkTo(port)).run(['true']), 'command-failed')
    expect(data.evidence).toBe(']0;owned[2Jred31m')
  })

  test('a prompt for a password on a command without sudo gets none', async () => {
    const received: string[] = []
    const port = await odd((channel) => {
      channel.on('data', (chunk: Buffer) => received.push(chunk.toString()))
      channel.stderr.write('quotadeck-password-0:')
      setTimeout(() => {
        channel.exit(0)
        channel.end()
      }, 100)
    })
    await failureOf((await linkTo(port)).run(['true']), 'command-failed')
    expect(received).toEqual([])
  })
})

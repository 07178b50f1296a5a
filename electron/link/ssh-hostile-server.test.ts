import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Agent } from '../contract/agent.ts'
import type { FailureCode, FailureData } from '../contract/failure.ts'
import { logText } from './openssh/process.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'
import {
  disconnect,
  type Flood,
  type HostileServer,
  hostileServer,
  idleMessages,
} from './testing/hostile-server.ts'
import { recordHostKey } from './testing/sshd.ts'

/** What a screen must not be sent. */
const unfit = '\x1b]0;owned\x07\x1b[2J'
/** Longer than the time between two messages, so that one that begins anew with each never ends. */
const connect = 700
const slowly = 50

describeWithServer('a server that talks without end', (given) => {
  const servers: HostileServer[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })
  const inFolder = (name: string) => join(given.server.folder, name)

  /** How a login there ends. */
  async function endOf(flood: Flood, code: FailureCode, deadline = connect): Promise<FailureData> {
    const server = await hostileServer(inFolder('host_key'), flood)
    servers.push(server)
    const agent: Partial<Agent> = { port: server.port, knownHostsFile: inFolder('hostile') }
    recordHostKey({ ...given.server.agent, ...agent }, inFolder('host_key.pub'))
    const link = await given.link(agent, { deadlines: { connect: deadline } })
    const data = await failureOf(link.run(['true']), code)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(JSON.stringify(data)).not.toMatch(/[\x00-\x1f\x7f-\x9f]|\\u00[01]/)
    return data
  }

  const endless: [string, Omit<Flood, 'every'>][] = [
    ['lines before its version', { from: 'connected', message: Buffer.from(`${unfit}\r\n`) }],
    [
      'SSH_MSG_IGNORE in place of key exchange',
      { from: 'identified', message: idleMessages.ignore(unfit) },
    ],
  ]
  for (const [kind, message] of Object.entries(idleMessages)) {
    for (const from of ['handshake', 'authentication'] as const) {
      // ssh takes no banner before it has asked for the login.
      if (kind === 'banner' && from === 'handshake' && given.carrier === 'openssh') continue
      endless.push([
        `SSH_MSG_${kind.toUpperCase()} from its ${from} on`,
        { from, message: message(unfit) },
      ])
    }
  }

  test.each(endless)('%s, one after another, ends within the deadline', async (_, flood) => {
    await endOf({ ...flood, every: slowly }, 'connection-timeout')
  })

  // ssh passes over the others by itself, until the deadline.
  const counted = given.carrier === 'ssh2' ? (['ignore', 'debug', 'banner'] as const) : ['banner']
  test.each(counted as (keyof typeof idleMessages)[])(
    'much at once, %s, is given up before the deadline',
    async (kind) => {
      const message = idleMessages[kind](unfit.repeat(20))
      const data = await endOf(
        { from: 'authentication', message, every: 0 },
        'login-failed',
        60_000,
      )
      expect(data.message).toContain('talks without end')
    },
  )

  // ssh itself writes such characters as numbers.
  if (given.carrier === 'ssh2') {
    test('its last words reach no screen as they are', async () => {
      const message = disconnect(`${unfit}gone`)
      const data = await endOf({ from: 'authentication', message, every: slowly }, 'login-failed')
      expect(data.evidence).toContain(']0;owned[2Jgone')
    })
  }

  test('of its log no more is read than a login fills', () => {
    writeFileSync(inFolder('log'), 'x'.repeat(3_000_000))
    expect(logText(inFolder('log')).length).toBeLessThan(300_000)
    expect(logText(inFolder('no-log'))).toBe('')
  })
})

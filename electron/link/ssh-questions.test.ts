import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ssh2, { type KeyboardAuthContext, type Prompt } from 'ssh2'
import { afterEach, expect, test } from 'vitest'
import type { Question, Reply } from './prompter.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'

type Round = readonly Prompt[]

/** Rounds of questions that PAM's own modules do not ask, played by the library's server. */
describeWithServer('a server with questions of its own', (given) => {
  const servers: ssh2.Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** A server that asks these rounds, takes any answers, and notes them. */
  async function asking(rounds: readonly Round[], heard: string[][]): Promise<number> {
    const hostKey = readFileSync(join(given.server.folder, 'rsa_key'))
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
      client.on('error', () => {})
      client.on('authentication', (context) => {
        if (context.method !== 'keyboard-interactive') context.reject(['keyboard-interactive'])
        else ask(context, 0)
      })
      client.on('session', (accept) => {
        accept().on('exec', (acceptExec, _reject, { command }) => {
          const channel = acceptExec()
          const mark = /quotadeck-start-[0-9a-f]+/.exec(command)?.[0]
          channel.write(`${mark}\n`)
          channel.stderr.write(`${mark}\n`)
          channel.exit(0)
          channel.end()
        })
      })
    })
    const ask = (context: KeyboardAuthContext, round: number): void => {
      const fields = rounds[round]
      if (!fields) context.accept()
      else
        context.prompt([...fields], 'Second factor', 'Look at your device.', (answers) => {
          heard.push([...(answers as unknown as string[])])
          ask(context, round + 1)
        })
    }
    servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }

  /** An operator who knows these answers, by the labels of the fields. */
  async function linkTo(port: number, known: Record<string, string>, asked: Question[] = []) {
    const prompter = {
      ask: async (question: Question): Promise<Reply> => {
        asked.push(question)
        const answers = question.fields.map(({ label }) => known[label])
        const found = answers.filter((answer) => answer !== undefined)
        return found.length < answers.length ? { unanswered: 'dismissed' } : { answers: found }
      },
    }
    const own = { ownKnownHosts: join(given.server.folder, `own-${port}`), sshAuthSock: '' }
    const agent = { port, knownHostsFile: join(given.server.folder, 'none') }
    const pool = given.pool({ ...agent, identityFile: undefined }, { ...own, prompter })
    await pool.trustHostKey('agent1', (await pool.readHostKey('agent1')).fingerprint)
    return pool.get('agent1')
  }

  const rounds: Round[] = [
    [
      { prompt: 'Account: ', echo: true },
      { prompt: 'PIN: ', echo: false },
    ],
    [{ prompt: 'Code: ', echo: false }],
  ]

  test('is answered round by round, every field of a round together', async () => {
    const [heard, asked]: [string[][], Question[]] = [[], []]
    const port = await asking(rounds, heard)
    const link = await linkTo(port, { 'Account:': 'me', 'PIN:': '1', 'Code:': '2' }, asked)
    await link.run(['true'])
    expect(heard).toEqual([['me', '1'], ['2']])
    const both = [
      { label: 'Account:', echo: true },
      { label: 'PIN:', echo: false },
    ]
    // The system's ssh asks one by one, and does not say which may be seen.
    const together = given.carrier === 'ssh2' ? [both] : both.map(({ label }) => [{ label }])
    expect(asked).toMatchObject([
      ...together.map((fields) => ({
        kind: 'keyboard-interactive',
        title: 'Second factor',
        instructions: 'Look at your device.',
        fields,
      })),
      { title: 'Second factor', fields: [{ label: 'Code:' }] },
    ])
  })

  test('gets nothing when the operator has enough of it', async () => {
    const heard: string[][] = []
    const link = await linkTo(await asking(rounds, heard), { 'Account:': 'me', 'PIN:': '1' })
    await failureOf(link.run(['true']), 'login-unanswered')
    expect(heard).toHaveLength(1)
  })

  test('that asks too much at once is given up', async () => {
    const asked: Question[] = []
    const many = Array.from({ length: 100 }, () => ({ prompt: '?', echo: true }))
    const link = await linkTo(await asking([many], []), { '?': '1' }, asked)
    await failureOf(link.run(['true']), 'login-failed')
    expect(asked).toEqual([])
  })
})

import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { privateFolder } from './openssh/private-folder.ts'
import type { Question, Reply } from './prompter.ts'
import type { SecretRef } from './secrets.ts'
import { describeWithServer, failureOf } from './testing/describe.ts'
import { loginCode, sudoPassword as password } from './testing/machine.ts'

const passphrase = 'open sesame 7'

const attempts = (folder: string) =>
  readFileSync(join(folder, 'sshd.log'), 'utf8').match(/^(Failed|Accepted|Partial) \S+/gm) ?? []

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

/** An operator who answers in turn, and what they were asked. */
function operator(...replies: Reply[]) {
  const asked: Question[] = []
  const prompter = {
    ask: async (question: Question): Promise<Reply> => {
      asked.push(question)
      return replies[asked.length - 1] ?? { unanswered: 'dismissed' }
    },
  }
  return { asked, prompter }
}
const says = (...answers: string[]): Reply => ({ answers })

describeWithServer('an encrypted key', (given) => {
  let key: string
  beforeAll(() => {
    key = join(given.server.folder, 'locked')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', key])
    appendFileSync(join(given.server.folder, 'id.pub'), readFileSync(`${key}.pub`))
    rmSync(`${key}.pub`)
  })

  test('is opened with its passphrase, which is asked for once', async () => {
    const { asked, prompter } = operator(says(passphrase))
    const link = await given.link({ identityFile: key }, { prompter })
    await Promise.all([link.run(['true']), link.run(['true'])])
    link.close()
    await link.run(['true'])
    expect(asked).toMatchObject([{ kind: 'passphrase', title: `Passphrase of the key ${key}` }])
  })

  test('asks again when the passphrase was wrong, until the operator has enough of it', async () => {
    const patient = operator(says('wrong'), says(''), says(passphrase))
    await (await given.link({ identityFile: key }, patient)).run(['true'])
    expect(patient.asked.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    const impatient = operator(says('wr0ng'))
    const link = await given.link({ identityFile: key }, impatient)
    const data = await failureOf(link.run(['true']), 'login-unanswered')
    expect(JSON.stringify(data)).not.toContain('wr0ng')
  })

  test('is not asked for where the passphrase is known, unless it is wrong', async () => {
    const kept = { secrets: { find: () => passphrase, forget: () => {} } }
    await (await given.link({ identityFile: key }, kept)).run(['true'])
    const forgotten: unknown[] = []
    const { asked, prompter } = operator(says(passphrase))
    const stale = { find: () => 'old', forget: (ref: unknown) => forgotten.push(ref) }
    await (await given.link({ identityFile: key }, { prompter, secrets: stale })).run(['true'])
    expect(forgotten).toEqual([{ kind: 'passphrase', file: key }])
    expect(asked).toHaveLength(1)
  })

  test('with nobody to ask is a failure that says what to do', async () => {
    const link = await given.link({ identityFile: key })
    const data = await failureOf(link.run(['true']), 'login-unanswered')
    expect(data.advice).toContain('ssh-add')
  })

  test('is read anew after it was replaced', async () => {
    const copy = join(given.server.folder, 'replaced')
    copyFileSync(join(given.server.folder, 'id'), copy)
    const { asked, prompter } = operator(says(passphrase))
    const link = await given.link({ identityFile: copy }, { prompter })
    await link.run(['true'])
    link.close()
    writeFileSync(copy, readFileSync(key))
    await link.run(['true'])
    expect(asked).toHaveLength(1)
  })
})

describeWithServer(
  'a login with a password',
  (given) => {
    const operator1 = { user: 'operator', identityFile: undefined }
    const noAgent = { sshAuthSock: '' }

    test('asks for it once, and keeps it for as long as it is told to', async () => {
      const kept = new Map<string, string>()
      const secrets = {
        find: (ref: SecretRef) => kept.get(ref.kind),
        forget: (ref: SecretRef) => void kept.delete(ref.kind),
      }
      const { asked, prompter } = operator(says(password))
      const link = await given.link(operator1, { prompter, secrets, ...noAgent })
      await link.run(['true'])
      expect(asked).toMatchObject([
        { kind: 'password', secret: { kind: 'password', of: 'agent1' }, fields: [{ echo: false }] },
      ])
      kept.set('password', password)
      link.close()
      await link.run(['true'])
      expect(asked).toHaveLength(1)
    })

    test('tells a wrong one at once, and tries nothing until the operator wishes it', async () => {
      const { asked, prompter } = operator(says('Wr0ng-3'), says(password))
      const link = await given.link(operator1, { prompter, ...noAgent })
      const before = attempts(given.server.folder).length
      const data = await failureOf(link.run(['true']), 'login-failed')
      expect(data.message).toContain('a password')
      await failureOf(link.run(['true']), 'login-failed')
      expect(asked).toHaveLength(1)
      expect(attempts(given.server.folder).slice(before)).toEqual(['Failed password'])
      expect(JSON.stringify(data)).not.toContain('Wr0ng-3')
      link.close()
      await link.run(['true'])
    })

    test('forgets a kept one that is wrong, and does not ask by itself', async () => {
      const forgotten: SecretRef[] = []
      const secrets = { find: () => 'old', forget: (ref: SecretRef) => void forgotten.push(ref) }
      const { asked, prompter } = operator(says(password))
      const link = await given.link(operator1, { prompter, secrets, ...noAgent })
      await failureOf(link.run(['true']), 'login-failed')
      expect(forgotten).toEqual([{ kind: 'password', of: 'agent1' }])
      expect(asked).toEqual([])
    })

    test('that nobody is there to give says what the server takes', async () => {
      const link = await given.link(operator1, noAgent)
      const data = await failureOf(link.run(['true']), 'login-failed')
      expect(data.advice).toContain('password')
      expect(data.evidence).toContain('the server takes: publickey, password')
    })

    test('leaves the password in no command line, environment or file', async () => {
      const { prompter } = operator(says(password))
      const link = await given.link(operator1, { prompter, ...noAgent })
      await link.run(['true'])
      const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
      const seen = processes.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`])
      const files = readdirSync(privateFolder()).map((name) => join(privateFolder(), name))
      const logs = files.filter((file) => statSync(file).isFile())
      for (const file of [...seen, ...logs]) expect(readIfThere(file)).not.toContain(password)
    })

    test('that was lost is not begun again by itself', async () => {
      const { asked, prompter } = operator(says(password), says(password))
      const link = await given.link(operator1, { prompter, ...noAgent })
      await link.run(['sh', '-c', 'kill -9 $PPID']).catch(() => {})
      await failureOf(link.run(['true']), 'login-unanswered')
      expect(asked).toHaveLength(1)
      link.close()
      await link.run(['true'])
      expect(asked).toHaveLength(2)
    })
  },
  ['PasswordAuthentication yes', 'KbdInteractiveAuthentication no'],
)

describeWithServer(
  'a login with a key and then a code that PAM asks for',
  (given) => {
    test('asks for it after the key was taken', async () => {
      const { asked, prompter } = operator(says(loginCode))
      const link = await given.link({ user: 'operator' }, { prompter })
      expect((await link.run(['id', '-un'])).stdout.toString()).toBe('operator\n')
      expect(asked).toMatchObject([{ fields: [{ label: 'Password:', echo: false }] }])
      const log = attempts(given.server.folder).slice(-2)
      expect(log).toEqual(['Partial publickey', 'Accepted keyboard-interactive/pam'])
    })

    test('ends with the first wrong answer', async () => {
      const { asked, prompter } = operator(says('000000'), says(loginCode))
      const link = await given.link({ user: 'operator' }, { prompter })
      await failureOf(link.run(['true']), 'login-failed')
      await failureOf(link.run(['true']), 'login-failed')
      expect(asked).toHaveLength(1)
    })

    test('waits for the operator longer than for a server', async () => {
      const slow = async (answer: Reply): Promise<Reply> => {
        await new Promise((resolve) => setTimeout(resolve, 3500))
        return answer
      }
      const answers = [says(loginCode), says(password)]
      const prompter = { ask: () => slow(answers.shift() as Reply) }
      const link = await given.link(
        { user: 'operator' },
        { prompter, deadlines: { connect: 1000 } },
      )
      await link.run(['true'])
    })

    test('is given up by the server that waits for nobody', async () => {
      const ended: string[] = []
      const prompter = {
        ask: (_: Question, signal?: AbortSignal) =>
          new Promise<Reply>((resolve, reject) => {
            const end = (how: string, settle: () => void) => () => {
              ended.push(how)
              settle()
            }
            const late = setTimeout(
              end('answered', () => resolve(says(loginCode))),
              8000,
            )
            const withdrawn = end('withdrawn', () => reject(signal?.reason))
            signal?.addEventListener('abort', withdrawn)
            signal?.addEventListener('abort', () => clearTimeout(late))
          }),
      }
      const link = await given.link({ user: 'operator' }, { prompter })
      const data = await failureOf(link.run(['true']), 'login-unanswered')
      expect(data.message).toContain('did not wait')
      // The system's ssh looks at the connection when it has the answer, and not before.
      expect(ended[0]).toBe(given.carrier === 'ssh2' ? 'withdrawn' : 'answered')
    })
  },
  [
    'UsePAM yes',
    'AuthenticationMethods publickey,keyboard-interactive',
    'KbdInteractiveAuthentication yes',
    'LoginGraceTime 6',
  ],
)

describeWithServer(
  'keys',
  (given) => {
    const startSshAgent = (...keys: string[]) => {
      const socket = join(given.server.folder, `agent-${keys.length}-${Math.random()}`)
      const said = execFileSync('ssh-agent', ['-a', socket]).toString()
      const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1])
      for (const key of keys) {
        execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } })
      }
      return { socket, end: () => process.kill(pid) }
    }
    const key = (name: string) => join(given.server.folder, name)

    test('of every kind and format are read, encrypted ones with their passphrase', async () => {
      const kinds = [
        ['ed25519', 'RFC4716'],
        ['rsa', 'RFC4716'],
        ['rsa', 'PEM'],
        ['rsa', 'PKCS8'],
        ['ecdsa', 'RFC4716'],
        ['ecdsa', 'PEM'],
        ['ecdsa', 'PKCS8'],
      ]
      for (const [type = '', format = ''] of kinds) {
        const file = key(`${type}-${format}`)
        const bits = type === 'rsa' ? ['-b', '2048'] : []
        const make = ['-q', '-t', type, ...bits, '-m', format, '-N', passphrase, '-f', file]
        execFileSync('ssh-keygen', make)
        appendFileSync(join(given.server.folder, 'id.pub'), readFileSync(`${file}.pub`))
        rmSync(`${file}.pub`)
        const { asked, prompter } = operator(says('wrong'), says(passphrase))
        const link = await given.link({ identityFile: file }, { prompter })
        await link.run(['true'])
        expect(asked.map(({ kind }) => kind)).toEqual(['passphrase', 'passphrase'])
      }
    })

    test('that the ssh-agent holds need no passphrase, and no other of its keys is offered', async () => {
      const others = Array.from({ length: 7 }, (_, index) => key(`other-${index}`))
      for (const file of others)
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file])
      const locked = key('held')
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', locked])
      appendFileSync(join(given.server.folder, 'id.pub'), readFileSync(`${locked}.pub`))
      const sshAgent = startSshAgent(...others, locked)
      execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', locked])
      try {
        const { asked, prompter } = operator()
        const config = { prompter, sshAuthSock: sshAgent.socket }
        await (await given.link({ identityFile: locked }, config)).run(['true'])
        expect(asked).toEqual([])
        const all = await given.link({ identityFile: undefined }, config)
        const data = await failureOf(all.run(['true']), 'login-failed')
        expect(data.message).toMatch(/6 keys of the ssh-agent/)
        expect(data.advice).toContain('MaxAuthTries')
      } finally {
        sshAgent.end()
      }
    })
  },
  ['MaxAuthTries 6'],
)

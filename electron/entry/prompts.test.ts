import { expect, test } from 'vitest'
import type { Question } from '../link/prompter.ts'
import { Prompts } from './prompts.ts'
import { Secrets } from './secrets.ts'

const passphrase = (agent: string): Question => ({
  agent,
  kind: 'passphrase',
  title: 'Passphrase of the key /k',
  fields: [{ label: 'Passphrase', echo: false }],
  secret: { kind: 'passphrase', file: '/k' },
})
const sudo = (agent: string): Question => ({
  agent,
  kind: 'sudo-password',
  title: 'sudo',
  fields: [{ label: 'Password', echo: false }],
  secret: { kind: 'sudo-password', of: agent },
})

function attended() {
  const secrets = new Secrets()
  const prompts = new Prompts(secrets)
  const closing = new AbortController()
  const open = prompts.watch(closing.signal)
  return { secrets, prompts, closing, next: async () => (await open.next()).value ?? [] }
}

test('with nobody there the question ends at once', async () => {
  const { prompts, closing } = attended()
  closing.abort()
  expect(await prompts.ask(passphrase('a1'))).toEqual({ unanswered: 'nobody' })
})

test('a key’s passphrase is asked once for all who need it', async () => {
  const { prompts, secrets, next } = attended()
  const asked = ['a2', 'a1', 'a1'].map((agent) => prompts.ask(passphrase(agent)))
  const open = await next()
  expect(open).toMatchObject([{ kind: 'passphrase', agents: ['a1', 'a2'], remember: ['session'] }])
  prompts.answer({ id: open[0]?.id ?? '', answers: ['s'], remember: 'session', forAgents: [] })
  expect(await Promise.all(asked)).toEqual(Array(3).fill({ answers: ['s'] }))
  expect(secrets.find({ kind: 'passphrase', file: '/k' })).toBe('s')
  expect(await next()).toEqual([])
})

test('one sudo password is given to the agents that are named, and to no other', async () => {
  const { prompts, secrets, next } = attended()
  const [first, second, third] = ['a1', 'a2', 'a3'].map((agent) => prompts.ask(sudo(agent)))
  const [one] = await next()
  const forAgents = ['a2', 'a9']
  prompts.answer({ id: one?.id ?? '', answers: ['s'], remember: 'session', forAgents })
  expect([await first, await second]).toEqual([{ answers: ['s'] }, { answers: ['s'] }])
  const kept = ['a1', 'a2', 'a3', 'a9'].filter((of) => secrets.find({ kind: 'sudo-password', of }))
  expect(kept).toEqual(['a1', 'a2', 'a9'])
  const [left] = await next()
  expect(left?.agents).toEqual(['a3'])
  prompts.dismiss(left?.id ?? '')
  expect(await third).toEqual({ unanswered: 'dismissed' })
})

test('what is not to be kept is not', async () => {
  const { prompts, secrets, next } = attended()
  void prompts.ask(sudo('a1'))
  const [one] = await next()
  prompts.answer({ id: one?.id ?? '', answers: ['s'], remember: 'no', forAgents: [] })
  expect(secrets.find({ kind: 'sudo-password', of: 'a1' })).toBeUndefined()
})

test('a code is asked of each alone and cannot be kept', async () => {
  const { prompts, next } = attended()
  const code = { ...sudo('a1'), kind: 'keyboard-interactive' as const, secret: undefined }
  void prompts.ask(code)
  void prompts.ask(code)
  expect(await next()).toMatchObject([{ remember: ['no'] }, { remember: ['no'] }])
})

test('a question is withdrawn when the last who waits leaves', async () => {
  const { prompts, next } = attended()
  const [one, two] = [new AbortController(), new AbortController()]
  const first = prompts.ask(passphrase('a1'), one.signal)
  const second = prompts.ask(passphrase('a2'), two.signal)
  one.abort(new Error('gone'))
  await expect(first).rejects.toThrow('gone')
  expect(await next()).toMatchObject([{ agents: ['a2'] }])
  two.abort(new Error('gone'))
  await expect(second).rejects.toThrow('gone')
  expect(await next()).toEqual([])
})

test('an answer to what is not asked, or of the wrong length, is refused without showing it', async () => {
  const { prompts, next } = attended()
  void prompts.ask(sudo('a1'))
  const [one] = await next()
  const answer = (id: string, answers: string[]) => () =>
    prompts.answer({ id, answers, remember: 'no', forAgents: [] })
  expect(answer('x', ['hunter2'])).toThrow(/not open/)
  expect(answer(one?.id ?? '', ['hunter2', 'x'])).toThrow(/one field/)
})

test('what a server asks shows its control characters and has an end', async () => {
  const { prompts, next } = attended()
  void prompts.ask({
    ...sudo('a1'),
    title: '\x1b]0;owned\x07',
    instructions: `line\nnext\r\u202eevil${'x'.repeat(5000)}`,
    fields: [{ label: '\x1b[2JPassword:', echo: false }],
  })
  const [one] = await next()
  expect(one?.title).toBe('\\u001b]0;owned\\u0007')
  expect(one?.fields[0]?.label).toBe('\\u001b[2JPassword:')
  expect(one?.instructions).toMatch(/^line\nnext\\u000d\\u202eevilx+…$/)
  expect(one?.instructions.length).toBeLessThan(2100)
})

import { expect, test } from 'vitest'
import { type Prompt, sameQuestion } from './prompts.ts'

const prompt = (id: string, more: Partial<Prompt> = {}): Prompt => ({
  ...{ id, kind: 'sudo-password', user: 'operator', agents: [`agent-${id}`], title: '' },
  ...{ fields: [{ label: 'Password', echo: false }], remember: ['no'], askedAt: 0 },
  ...{ instructions: '', attempt: 1 },
  ...more,
})

test('a password is for the same account only, and a code for nobody else', () => {
  const open = [
    prompt('1'),
    prompt('2'),
    prompt('3', { user: 'guest' }),
    prompt('4', { kind: 'password' }),
    prompt('5', { hop: 'ops@bastion:22' }),
  ]
  expect(sameQuestion(prompt('1'), open)).toEqual(['agent-2'])
  expect(sameQuestion(prompt('5', { hop: 'ops@bastion:22' }), open)).toEqual([])
  const code = prompt('6', { kind: 'keyboard-interactive' })
  expect(sameQuestion(code, [code, { ...code, id: '7' }])).toEqual([])
})

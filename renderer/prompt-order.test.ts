import { expect, test } from 'vitest'
import type { Prompt } from '../electron/contract/prompts.ts'
import { inTurn } from './prompt-order.ts'

const prompt = (id: string, more: Partial<Prompt> = {}): Prompt => ({
  ...{ id, kind: 'password', agents: ['a1'], title: '', instructions: '', attempt: 1 },
  ...{ fields: [{ label: 'Password', echo: false }], remember: ['no'], askedAt: 0 },
  ...more,
})
const order = (prompts: Prompt[], shown?: string) => inTurn(prompts, shown).map(({ id }) => id)

test('what is typed now is not taken away; then comes what was wrong, then the oldest', () => {
  const prompts = [prompt('old'), prompt('shown'), prompt('again', { attempt: 2 })]
  expect(order(prompts, 'shown')).toEqual(['shown', 'again', 'old'])
  expect(order(prompts)).toEqual(['again', 'old', 'shown'])
})

test('a key to be touched holds up no question', () => {
  const touch = prompt('touch', { kind: 'touch', fields: [] })
  expect(order([touch, prompt('one')], 'touch')).toEqual(['one', 'touch'])
  expect(order([touch])).toEqual(['touch'])
})

import type { Prompt, PromptAnswer } from '../../electron/contract/prompts.ts'

function prompt(id: string, agent: string, more: Partial<Prompt>): Prompt {
  return {
    id,
    kind: 'sudo-password',
    agents: [agent],
    title: 'sudo password of operator',
    instructions: '',
    fields: [{ label: 'Password', echo: false }],
    attempt: 1,
    remember: ['session', 'no'],
    askedAt: Date.now(),
    ...more,
  }
}

/** Questions of every kind; 'wrong' is the wrong answer to all of them. */
const questions: readonly Prompt[] = [
  prompt('p1', 'edge-ams-1', {
    kind: 'keyboard-interactive',
    hop: 'ops@bastion.example.net:22',
    title: 'Login to the bastion',
    instructions: 'Two factors are needed.\nThe code is on your token.',
    fields: [
      { label: 'Password: ', echo: false },
      { label: 'Verification code: ', echo: true },
    ],
    remember: ['no'],
  }),
  prompt('p2', 'batch-03', { remember: ['session', 'no', 'keychain'] }),
  prompt('p3', 'stateful-01', {}),
  prompt('p4', 'web-01', {
    kind: 'passphrase',
    agents: ['web-01', 'web-02', 'web-03'],
    title: 'Passphrase of ~/.ssh/id_ed25519',
    fields: [{ label: 'Passphrase', echo: false }],
    remember: ['session'],
  }),
  prompt('p5', 'batch-01', {
    kind: 'touch',
    title: 'Touch the security key',
    instructions: 'Confirm user presence for key ED25519-SK',
    fields: [],
    remember: ['no'],
  }),
]

/** The open questions of the fake engine. */
export class ExamplePrompts {
  #open: readonly Prompt[]
  #changed = Promise.withResolvers<void>()

  constructor(scene: string) {
    this.#open = scene === 'prompts' ? questions : []
  }

  async *watch(): AsyncGenerator<Prompt[], void> {
    for (;;) {
      yield [...this.#open]
      await this.#changed.promise
    }
  }

  answer({ id, answers, forAgents }: PromptAnswer): void {
    if (answers.includes('wrong')) {
      const again = (each: Prompt) => ({ ...each, id: `${id}+`, attempt: each.attempt + 1 })
      this.#change(this.#open.map((each) => (each.id === id ? again(each) : each)))
      return
    }
    const kind = this.#open.find((each) => each.id === id)?.kind
    const answered = (each: Prompt): boolean =>
      each.id === id ||
      (each.kind === kind && each.agents.every((name) => forAgents.includes(name)))
    this.#change(this.#open.filter((each) => !answered(each)))
  }

  dismiss(id: string): void {
    this.#change(this.#open.filter((each) => each.id !== id))
  }

  #change(open: readonly Prompt[]): void {
    this.#open = open
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}

import { randomUUID } from 'node:crypto'
import { Failure } from '../contract/failure.ts'
import type { Prompt, PromptAnswer, PromptKind, Remember } from '../contract/prompts.ts'
import { type Prompter, type Question, type Reply, shown } from '../link/prompter.ts'
import { type SecretRef, secretName } from '../link/secrets.ts'
import { Changes } from './changes.ts'
import type { Secrets } from './secrets.ts'

/** A question that is open, and all who wait for its answer. */
interface Pending {
  readonly id: string
  readonly question: Question
  readonly askedAt: number
  readonly waiting: Map<(reply: Reply) => void, string>
}

/** The questions to the operator, for every face that shows them. Answers pass through only. */
export class Prompts implements Prompter {
  readonly #secrets: Secrets
  readonly #pending = new Map<string, Pending>()
  readonly #changes = new Changes()

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  async ask(question: Question, signal?: AbortSignal): Promise<Reply> {
    signal?.throwIfAborted()
    if (this.#changes.watchers === 0) return { unanswered: 'nobody' }
    const pending = this.#same(question) ?? this.#open(question)
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    const leave = () => {
      pending.waiting.delete(resolve)
      if (pending.waiting.size === 0) this.#pending.delete(pending.id)
      this.#changes.tell()
      reject(signal?.reason)
    }
    pending.waiting.set(resolve, question.agent)
    this.#changes.tell()
    signal?.addEventListener('abort', leave, { once: true })
    return promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  /** The open questions now, oldest first, and after every change. While one watches, one is there. */
  watch(signal?: AbortSignal): AsyncGenerator<Prompt[], void> {
    return this.#changes.watch(
      () => [...this.#pending.values()].map((pending) => this.#describe(pending)),
      signal,
    )
  }

  /** Gives those who wait what was typed; keeps it where that was wished. */
  answer({ id, answers, remember, forAgents }: PromptAnswer): void {
    const pending = this.#find(id)
    const { fields, secret } = pending.question
    if (answers.length !== fields.length) throw wrongCount(fields.length)
    const refs = secret ? [secret, ...forAgents.map((agent) => sameOf(secret, agent))] : []
    const [typed = ''] = answers
    if (remember === 'keychain' && !this.#secrets.canKeep) throw noKeychain()
    if (remember !== 'no') for (const ref of refs) this.#secrets.keep(ref, typed, remember)
    const names = new Set(refs.map(secretName))
    const others = [...this.#pending.values()].filter(
      ({ question }) => question.secret && names.has(secretName(question.secret)),
    )
    for (const each of new Set([pending, ...others])) this.#settle(each, { answers })
  }

  /** Those who wait go on without an answer; nothing when it is not open any more. */
  dismiss(id: string): void {
    const pending = this.#pending.get(id)
    if (pending) this.#settle(pending, { unanswered: 'dismissed' })
  }

  #same(question: Question): Pending | undefined {
    const { secret, attempt = 1 } = question
    if (!secret) return undefined
    const name = secretName(secret)
    for (const pending of this.#pending.values()) {
      const other = pending.question
      if (other.secret && secretName(other.secret) === name && (other.attempt ?? 1) === attempt)
        return pending
    }
    return undefined
  }

  #open(question: Question): Pending {
    const pending = { id: randomUUID(), question, askedAt: Date.now(), waiting: new Map() }
    this.#pending.set(pending.id, pending)
    return pending
  }

  #find(id: string): Pending {
    const pending = this.#pending.get(id)
    if (pending) return pending
    throw new Failure({
      code: 'not-found',
      message: 'This question is not open any more.',
      advice: 'It was answered elsewhere, or what asked has ended. See what is asked now.',
    })
  }

  #describe({ id, question, askedAt, waiting }: Pending): Prompt {
    const { kind, user, hop, title, instructions = '', fields, attempt = 1, secret } = question
    return {
      id,
      kind,
      agents: [...new Set(waiting.values())].sort(),
      ...(hop !== undefined && { hop }),
      ...(user !== undefined && { user }),
      title: shown(title),
      instructions: shown(instructions, 2000),
      fields: fields.map(({ label, echo }) => ({ label: shown(label), echo })),
      attempt,
      remember: secret ? this.#offered(kind) : ['no'],
      askedAt,
    }
  }

  /** A key that was opened stays open in memory until the engine ends, wished or not. */
  #offered(kind: PromptKind): Remember[] {
    const keychain: Remember[] = this.#secrets.canKeep ? ['keychain'] : []
    return kind === 'passphrase' ? ['session', ...keychain] : ['session', ...keychain, 'no']
  }

  #settle(pending: Pending, reply: Reply): void {
    this.#pending.delete(pending.id)
    for (const resolve of pending.waiting.keys()) resolve(reply)
    this.#changes.tell()
  }
}

/** The same kind of secret of another agent. */
function sameOf(ref: SecretRef, agent: string): SecretRef {
  return ref.kind === 'passphrase' ? ref : { kind: ref.kind, of: agent }
}

function noKeychain(): Failure {
  return new Failure({
    code: 'input-invalid',
    message: 'There is no keychain here to keep it in.',
    advice: 'Keep it for the session. The desktop keeps secrets where the system has a keychain.',
  })
}

function wrongCount(count: number): Failure {
  return new Failure({
    code: 'input-invalid',
    message: `The question has ${count === 1 ? 'one field' : `${count} fields`}.`,
    advice: 'Give one answer for each, in their order.',
  })
}

import type { PromptField, PromptKind } from '../contract/prompts.ts'
import type { SecretRef } from './secrets.ts'

/** Something that only the operator knows. */
export interface Question {
  readonly agent: string
  /** `user@host:port` of the host on the way that asks; absent: the agent, or this machine. */
  readonly hop?: string
  readonly kind: PromptKind
  /** Whose password it is; absent: it is the password of no account. */
  readonly user?: string
  /** One line: what is asked for. */
  readonly title: string
  readonly instructions?: string
  readonly fields: readonly PromptField[]
  /** 1; more when what was answered before was wrong. */
  readonly attempt?: number
  /**
   * What the answer is, where it is worth keeping: those who ask for the same are asked once, and
   * the answer may be kept. Absent: good for this once, as a code is.
   */
  readonly secret?: SecretRef
}

/** The answers in the order of the fields, or why there are none. */
export type Reply =
  | { readonly answers: readonly string[] }
  | { readonly unanswered: 'dismissed' | 'nobody' }

/** The way to the operator, whichever face they sit at. */
export interface Prompter {
  /**
   * Asks, and waits for as long as it takes. `nobody`: nobody is there to be asked. Rejects with the
   * signal's reason; the question is then withdrawn.
   */
  ask(question: Question, signal?: AbortSignal): Promise<Reply>
}

/** Where there is nobody to ask. */
export const nobodyToAsk: Prompter = { ask: async () => ({ unanswered: 'nobody' }) }

const maxShown = 500

/**
 * Text that a server chose, fit for a screen: control characters, and those that turn the direction
 * of writing or have no width, become visible; what is longer than a question is cut.
 */
export function shown(text: string, max = maxShown): string {
  const seen = text.replaceAll(/[^\P{Cc}\n]|\p{Cf}|\p{Zl}|\p{Zp}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\u${code.toString(16).padStart(4, '0')}`
  })
  return seen.length > max ? `${seen.slice(0, max)}…` : seen
}

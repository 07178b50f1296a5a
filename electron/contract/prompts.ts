import { z } from 'zod'
import { agentNameSchema } from './agent.ts'

/**
 * What is asked for. `keyboard-interactive`: whatever the server wants to know, a code say. `touch`:
 * nothing is to be typed; a security key waits to be touched.
 */
export const promptKindSchema = z.enum([
  'passphrase',
  'password',
  'keyboard-interactive',
  'sudo-password',
  'doas-password',
  'touch',
])
export type PromptKind = z.infer<typeof promptKindSchema>

/** How long an answer is kept. `no`: for what asks now; `session`: until the engine ends. */
export const rememberSchema = z.enum(['no', 'session', 'keychain'])
export type Remember = z.infer<typeof rememberSchema>

/** One line that the operator is to type. */
export const promptFieldSchema = z.object({
  /** Fit for a screen, also where a server chose it. */
  label: z.string(),
  /** False: what is typed is not shown. */
  echo: z.boolean(),
})
export type PromptField = z.infer<typeof promptFieldSchema>

/** A question that something waits for. Texts that a server chose are fit for a screen. */
export const promptSchema = z.object({
  id: z.string(),
  kind: promptKindSchema,
  /** Those that wait for it: many for the passphrase of their one key. */
  agents: z.array(z.string()).min(1),
  /** `user@host:port` of the host on the way that asks; absent: the agent, or this machine. */
  hop: z.string().optional(),
  /** Whose password it is; absent: it is the password of no account. */
  user: z.string().optional(),
  title: z.string(),
  instructions: z.string(),
  /** None: it is over when the operator has done what it says. */
  fields: z.array(promptFieldSchema),
  /** 1; more when what was answered before was wrong. */
  attempt: z.int().min(1),
  /** What `remember` may be; the first one is the one to offer. */
  remember: z.array(rememberSchema).min(1),
  /** Ms since the epoch. */
  askedAt: z.number(),
})
export type Prompt = z.infer<typeof promptSchema>

/** Agents of the other open questions that the same password may answer. A code is of use once. */
export function sameQuestion(prompt: Prompt, open: readonly Prompt[]): string[] {
  if (!prompt.kind.endsWith('password') || prompt.hop !== undefined) return []
  const same = open.filter(
    ({ id, kind, user, hop }) =>
      id !== prompt.id && kind === prompt.kind && user === prompt.user && hop === undefined,
  )
  return [...new Set(same.flatMap(({ agents }) => agents))]
}

/** What the operator typed, a string for each field in order. Never stored, logged or sent back. */
export const promptAnswerSchema = z.object({
  id: z.string(),
  answers: z.array(z.string().max(4096)).min(1).max(32),
  remember: rememberSchema.default('no'),
  /**
   * Passwords alone: these agents are given the same one, those that wait for it now as well as,
   * when it is kept, those that will. `agents` of the prompt need not be named.
   */
  forAgents: z.array(agentNameSchema).default([]),
})
export type PromptAnswer = z.infer<typeof promptAnswerSchema>

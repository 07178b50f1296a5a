import { z } from 'zod'

/** What went wrong, as a code that programs can act on. A code is never reused for another cause. */
export const failureCodes = [
  // the way to an agent
  'connection-refused',
  'connection-timeout',
  'connection-lost',
  'address-unknown',
  'host-key-unknown',
  'host-key-changed',
  'host-key-revoked',
  'login-failed',
  // the agent's carrier cannot do what the server asks for; another one can
  'carrier-unfit',
  // the operator was asked, or was to be asked, and gave no answer
  'login-unanswered',
  'sudo-password-needed',
  'sudo-password-wrong',
  'sudo-refused',
  'doas-password-needed',
  'doas-password-wrong',
  'doas-refused',
  // an operation on it
  'command-failed',
  'command-timeout',
  'output-too-large',
  'file-missing',
  'file-too-large',
  'file-conflict',
  'disk-full',
  'permission-denied',
  'checksum-mismatch',
  // what was found there
  'agent-not-found',
  'manifest-malformed',
  'status-missing',
  'status-truncated',
  'status-malformed',
  // what was asked for
  'input-invalid',
  'build-not-elf',
  'build-invalid',
  'build-refused',
  'plan-stale',
  'rollout-running',
  'not-found',
  'already-exists',
  // rollouts
  'gate-failed',
  'rollback-failed',
  'cancelled',
  'internal',
] as const

export const failureCodeSchema = z.enum(failureCodes)
export type FailureCode = z.infer<typeof failureCodeSchema>

/** A failure as it crosses the contract: plain data that a person can act on. Never holds a secret. */
export const failureSchema = z.object({
  code: failureCodeSchema,
  /** One sentence: what went wrong. */
  message: z.string(),
  /** Name of the agent it happened on; absent when it concerns none. */
  agent: z.string().optional(),
  /** What was changed on the agent before it went wrong, and what was not: 'Nothing was changed.' */
  changed: z.string(),
  /** What the operator can do next. */
  advice: z.string(),
  /** Raw evidence: a command's stderr, two fingerprints, journal lines. Untrusted text. */
  evidence: z.string().optional(),
})
export type FailureData = z.infer<typeof failureSchema>

/** The one error type that the engine throws on purpose. `cause` keeps the original error. */
export class Failure extends Error {
  readonly data: FailureData

  constructor(data: Omit<FailureData, 'changed'> & { changed?: string }, options?: ErrorOptions) {
    super(data.message, options)
    this.name = 'Failure'
    this.data = { changed: 'Nothing was changed.', ...data }
  }

  /** The same failure with more known about it, say by the layer that knows what had been done. */
  with(more: Partial<FailureData>): Failure {
    return new Failure({ ...this.data, ...more }, { cause: this.cause ?? this })
  }
}

/** Any thrown value as a Failure; what was not thrown on purpose becomes `internal`. */
export function toFailure(error: unknown, agent?: string): Failure {
  if (error instanceof Failure) return agent && !error.data.agent ? error.with({ agent }) : error
  const message = error instanceof Error ? error.message : String(error)
  return new Failure(
    {
      code: 'internal',
      message: `Unexpected: ${message}`,
      agent,
      changed: 'Unknown.',
      advice: 'Observe the agent again; if this repeats, report it.',
    },
    { cause: error },
  )
}

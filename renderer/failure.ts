import { ORPCError } from '@orpc/client'
import { type FailureData, failureSchema } from '../electron/contract/failure.ts'

/** Any error of a call as something to show: the engine's own failure where there is one. */
export function failureOf(error: unknown): FailureData {
  if (error instanceof ORPCError) {
    const declared = failureSchema.safeParse(error.data)
    if (declared.success) return declared.data
    if (error.code === 'BAD_REQUEST') return refusedInput(error)
  }
  return {
    code: 'internal',
    message: error instanceof Error ? error.message : String(error),
    changed: 'Unknown.',
    advice: 'Try again; if this repeats, restart Quotadeck and report it.',
  }
}

function refusedInput(error: Error): FailureData {
  return {
    code: 'input-invalid',
    message: `The engine refused the input: ${error.message}`,
    changed: 'Nothing was changed.',
    advice: 'Correct the input and try again.',
  }
}

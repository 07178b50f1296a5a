import { ORPCError } from '@orpc/server'
import { Failure, type FailureData, toFailure } from '../contract/failure.ts'

/** Told of errors that nobody foresaw, with their stacks, which never cross the contract. */
export type OnUnexpected = (error: unknown) => void

/** A thrown value as the error that the contract declares. */
export function declared(
  error: unknown,
  onUnexpected: OnUnexpected,
): ORPCError<'FAILURE', FailureData> {
  const { data } = failureOf(error)
  if (data.code === 'internal') onUnexpected(error)
  const crossing = withoutStack(data)
  return new ORPCError('FAILURE', { message: crossing.message, data: crossing })
}

/** An unforeseen error's data as others may see it: its stack is for those who run the program. */
export function withoutStack(data: FailureData): FailureData {
  if (data.code !== 'internal') return data
  const advice = 'Try again; if it repeats, report it with what QUOTADECK_DEBUG=1 prints.'
  return { ...data, evidence: undefined, advice }
}

/** Prints an unforeseen error with its stack where that was asked for. */
export function printIfDebugging(error: unknown): void {
  if (process.env.QUOTADECK_DEBUG) console.error(error)
}

/** The same stream, its errors as the contract declares them. */
export async function* declaredStream<T>(
  stream: AsyncIterable<T>,
  onUnexpected: OnUnexpected,
): AsyncGenerator<T, void> {
  try {
    yield* stream
  } catch (error) {
    throw declared(error, onUnexpected)
  }
}

function failureOf(error: unknown): Failure {
  const issues = inputIssues(error)
  if (!issues) return toFailure(error)
  return new Failure({
    code: 'input-invalid',
    message: `The request is not valid: ${issues}.`,
    advice: 'Correct the named value and try again.',
  })
}

/** What a schema found wrong with a call's input, in words; undefined when that is not the error. */
function inputIssues(error: unknown): string | undefined {
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST') return undefined
  const issues: unknown = error.data?.issues
  if (!Array.isArray(issues)) return error.message
  return issues.map(describeIssue).join('; ')
}

function describeIssue(issue: { path?: readonly unknown[]; message: string }): string {
  const path = issue.path?.map(String).join('.')
  return path ? `${path}: ${issue.message}` : issue.message
}

import { ORPCError } from '@orpc/client'
import { CommanderError } from 'commander'
import { Failure, type FailureData, failureSchema, toFailure } from '../../contract/failure.ts'
import { printIfDebugging, withoutStack } from '../failures.ts'
import { visible } from './table.ts'

/** Prints an error, as a person or (`json`) as a program wants it, and returns the exit status. */
export function reportError(error: unknown, json: boolean): number {
  const failure = failureOf(error)
  if (json) console.log(JSON.stringify({ error: failure }))
  else console.error(failureText(failure))
  return error instanceof CommanderError ? 2 : 1
}

/** What a thrown value says; an unforeseen one without its stack. */
export function failureOf(error: unknown): FailureData {
  if (error instanceof CommanderError) return usageError(error)
  if (error instanceof ORPCError) {
    const data = failureSchema.safeParse(error.data)
    if (data.success) return data.data
  }
  const { data } = toFailure(error)
  if (data.code === 'internal') printIfDebugging(error)
  return withoutStack(data)
}

/** A failure in a few lines: what went wrong, what was changed, what to do, the evidence. */
export function failureText(failure: FailureData): string {
  const named = !failure.agent || failure.message.includes(failure.agent)
  const where = named ? '' : `${failure.agent}: `
  const lines = [`${where}${failure.message}`, failure.changed, failure.advice]
  if (failure.evidence)
    lines.push(
      ...failure.evidence
        .trimEnd()
        .split('\n')
        .map((line) => `  | ${line}`),
    )
  return lines.map(visible).join('\n')
}

function usageError(error: CommanderError): FailureData {
  return new Failure({
    code: 'input-invalid',
    message: error.message.replace(/^error: /, ''),
    advice: "'quotadeck --help' lists the commands; '--help' after a command says what it takes.",
  }).data
}

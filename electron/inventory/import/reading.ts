import type { AgentSettings } from '../../contract/agent.ts'

/** A machine as a source describes it, before it is compared with what is recorded. */
export interface Candidate {
  readonly name: string
  /** Absent: the name is the address. */
  readonly host?: string
  readonly settings: AgentSettings
  readonly groups: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** Line of the source, counted from 1. */
  readonly line?: number
}

/** What of a source could not be taken over, for the operator to read. */
export interface ReadingProblem {
  /** Line of the source, counted from 1. */
  readonly line?: number
  readonly message: string
}

/** All that a source gave. A problem never stops the reading of the rest. */
export interface Reading {
  readonly candidates: readonly Candidate[]
  readonly problems: readonly ReadingProblem[]
}

/** Machines that one source may describe; more is taken for a mistake in a range. */
export const MAX_CANDIDATES = 20_000

/** A source that is not what it is said to be; becomes a problem or a Failure of its reader. */
export class SourceError extends Error {
  /** What the operator can do, where that is more than to correct the source. */
  readonly advice: string | undefined

  constructor(message: string, advice?: string) {
    super(message)
    this.advice = advice
  }
}

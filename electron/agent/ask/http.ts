import { z } from 'zod'
import type { Frame } from './frames.ts'

/** What an agent's endpoint answered. */
export type HttpAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** Nothing listens, or it did not answer in time. */
  | { readonly kind: 'silent' }
  /** The agent has no program to ask with. */
  | { readonly kind: 'no-tool' }

/** What each of these paths gave, from the frames of the shell's `http` called with the same paths. */
export function answersOf<Path extends string>(
  frames: readonly Frame[],
  paths: readonly Path[],
): Map<Path, HttpAnswer> {
  const raw = frames.filter(({ kind }) => kind === 'http')
  return new Map(
    paths.map((path, index) => [path, parseAnswer(raw[index]?.content ?? Buffer.alloc(0))]),
  )
}

/** Reads a raw response with its headers. */
function parseAnswer(raw: Buffer): HttpAnswer {
  const text = raw.toString()
  if (text === 'no HTTP tool\n') return { kind: 'no-tool' }
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]
  const end = text.indexOf('\r\n\r\n')
  if (!status || end < 0) return { kind: 'silent' }
  return { kind: 'answer', status: Number(status), body: text.slice(end + 4) }
}

export const versionAnswer = z.object({ version: z.string() })
export const flagsAnswer = z.object({ flags: z.record(z.string(), z.unknown()) })
export const stateAnswer = z.object({
  id: z.string().default(''),
  start_time: z.number().optional(),
})
export const metricsAnswer = z.record(z.string(), z.unknown())

/** The JSON of a 200 answer; undefined when it is another status or not as the schema says. */
export function jsonOf<T>(answer: HttpAnswer | undefined, schema: z.ZodType<T>): T | undefined {
  if (answer?.kind !== 'answer' || answer.status !== 200) return undefined
  try {
    return schema.safeParse(JSON.parse(answer.body)).data
  } catch {
    return undefined
  }
}

/** Why an endpoint gave nothing usable, in words; undefined when it answered with 200. */
export function whyNot(answer: HttpAnswer | undefined): string | undefined {
  if (!answer || answer.kind === 'silent') return 'does not answer'
  if (answer.kind === 'no-tool') return 'cannot be asked: the agent has no curl, wget or bash'
  if (answer.status === 200) return undefined
  if (answer.status === 401) return 'wants a login (401)'
  if (answer.status === 403) return 'refuses (403)'
  return `answers ${answer.status}: ${answer.body.slice(0, 200).trim()}`
}

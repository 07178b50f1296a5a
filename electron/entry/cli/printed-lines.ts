import type { LogPart } from '../../contract/agent-log.ts'
import { visible } from './table.ts'

/** Whole lines out of parts that are cut anywhere, fit for a terminal. */
export async function* printedLines(parts: AsyncIterable<LogPart>): AsyncGenerator<LogPart, void> {
  let rest: LogPart | undefined
  for await (const { source, text } of parts) {
    const lines = `${rest?.text ?? ''}${text}`.split('\n')
    rest = { source, text: lines.pop() ?? '' }
    for (const line of lines) yield { source, text: visible(line) }
  }
  if (rest?.text) yield { ...rest, text: visible(rest.text) }
}

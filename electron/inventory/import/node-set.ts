import { MAX_CANDIDATES, SourceError } from './reading.ts'

/**
 * The names of a node set in the notation of ClusterShell, each once: `agent[001-120].dc1`,
 * `web[1-9/2,12]`; from left to right `,` or white space adds what follows, `!` takes it away, `&`
 * keeps only what is in both, `^` what is in one of them. Throws SourceError for what cannot be
 * read, and above MAX_CANDIDATES names.
 */
export function expandNodeSet(text: string): string[] {
  let names = new Set<string>()
  for (const { pattern, operator } of terms(text)) {
    names = combined(names, new Set(expandPattern(pattern)), operator)
    if (names.size > MAX_CANDIDATES) throw tooMany(text)
  }
  return [...names]
}

type Operator = ',' | '!' | '&' | '^'

function combined(left: Set<string>, right: Set<string>, operator: Operator): Set<string> {
  const onlyLeft = [...left].filter((name) => !right.has(name))
  switch (operator) {
    case ',':
      return new Set([...left, ...right])
    case '!':
      return new Set(onlyLeft)
    case '&':
      return new Set([...left].filter((name) => right.has(name)))
    case '^':
      return new Set([...onlyLeft, ...[...right].filter((name) => !left.has(name))])
  }
}

interface Term {
  readonly pattern: string
  readonly operator: Operator
}

/** Cuts at operators and white space that stand outside brackets. */
function terms(text: string): Term[] {
  const found = text.match(/[,!&^\s]|(?:\[[^\]]*\]|[^,!&^\s[\]])+|[[\]]/g) ?? []
  let operator: Operator = ','
  const result: Term[] = []
  for (const token of found) {
    if (token === '[' || token === ']')
      throw new SourceError(`A bracket is not closed, or stands in another: ${text.slice(0, 80)}`)
    if (/^\s$/.test(token)) continue
    if (/^[,!&^]$/.test(token)) operator = token as Operator
    else {
      if (token.startsWith('@'))
        throw new SourceError(
          `${token} is a group that only nodeset knows`,
          `Import what 'nodeset -e ${token}' prints.`,
        )
      result.push({ pattern: token, operator })
      operator = ','
    }
  }
  return result
}

function expandPattern(pattern: string): string[] {
  const match = /^([^[]*)\[([^\]]*)\](.*)$/s.exec(pattern)
  if (!match) return [pattern]
  const [, before = '', list = '', after = ''] = match
  const rest = expandPattern(after)
  const numbers = list.split(',').flatMap((range) => expandRange(range, pattern))
  if (numbers.length * rest.length > MAX_CANDIDATES) throw tooMany(pattern)
  return numbers.flatMap((number) => rest.map((tail) => before + number + tail))
}

/** `001-120`, `1-9/2` or `7`; leading zeros give the width. */
function expandRange(range: string, pattern: string): string[] {
  const match = /^(\d+)(?:-(\d+)(?:\/(\d+))?)?$/.exec(range.trim())
  if (!match)
    throw new SourceError(`'${range}' is no range such as 001-120 or 1-9/2, in ${pattern}`)
  const [, first = '', last = first, step = '1'] = match
  const [from, to, by] = [Number(first), Number(last), Number(step)]
  if (by < 1 || to < from) throw new SourceError(`'${range}' is an empty range, in ${pattern}`)
  if ((to - from) / by >= MAX_CANDIDATES) throw tooMany(pattern)
  const padded = [first, last].some((text) => text.length > 1 && text.startsWith('0'))
  if (padded && first.length !== last.length)
    throw new SourceError(`'${range}' has ends of different width, in ${pattern}`)
  const width = padded ? first.length : 0
  const count = Math.floor((to - from) / by) + 1
  return Array.from({ length: count }, (_, i) => String(from + i * by).padStart(width, '0'))
}

function tooMany(text: string): SourceError {
  return new SourceError(`${text.slice(0, 80)} names more than ${MAX_CANDIDATES} machines`)
}

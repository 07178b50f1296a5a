import { MAX_CANDIDATES, SourceError } from './reading.ts'

/**
 * The names of a node set in the notation of ClusterShell and pdsh, in order, each once:
 * `agent[001-120].dc1,web[1-9/2,12]`; `!` takes away what follows it: `agent[1-9]!agent5`.
 * Throws SourceError for what cannot be read, and above MAX_CANDIDATES names.
 */
export function expandNodeSet(text: string): string[] {
  const names = new Set<string>()
  for (const { pattern, removes } of terms(text)) {
    for (const name of expandPattern(pattern)) {
      if (removes) names.delete(name)
      else names.add(name)
    }
    if (names.size > MAX_CANDIDATES) throw tooMany(text)
  }
  return [...names]
}

interface Term {
  readonly pattern: string
  readonly removes: boolean
}

/** Cuts at commas, white space and `!` that stand outside brackets. */
function terms(text: string): Term[] {
  const found = text.match(/[,!\s]|(?:\[[^\]]*\]|[^,!\s[\]])+|[[\]]/g) ?? []
  let removes = false
  const result: Term[] = []
  for (const token of found) {
    if (token === '[' || token === ']') throw new SourceError(`A bracket is not closed: ${text}`)
    if (token === '!') removes = true
    else if (/^[,\s]$/.test(token)) removes = token === ',' ? false : removes
    else result.push({ pattern: token, removes })
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
  if (!match) throw new SourceError(`'${range}' is no range of numbers, in ${pattern}`)
  const [, first = '', last = first, step = '1'] = match
  const [from, to, by] = [Number(first), Number(last), Number(step)]
  if (by < 1 || to < from) throw new SourceError(`'${range}' is an empty range, in ${pattern}`)
  if ((to - from) / by >= MAX_CANDIDATES) throw tooMany(pattern)
  const width = first.startsWith('0') || last.startsWith('0') ? first.length : 0
  const count = Math.floor((to - from) / by) + 1
  return Array.from({ length: count }, (_, i) => String(from + i * by).padStart(width, '0'))
}

function tooMany(text: string): SourceError {
  return new SourceError(`${text.slice(0, 80)} names more than ${MAX_CANDIDATES} machines`)
}

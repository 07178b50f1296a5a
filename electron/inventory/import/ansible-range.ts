import { MAX_CANDIDATES, SourceError } from './reading.ts'

/** The hosts that an entry names, and the port that stands with them: `web[1:3]:2222`, `[::1]:22`. */
export function hostsOf(entry: string): { hosts: string[]; port: string | undefined } {
  const address = /^\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\](?::(\d+))?$/.exec(entry)
  if (address) return { hosts: [address[1] ?? ''], port: address[2] }
  // 'name:port', but neither an IPv6 address nor a range.
  const [, bare = entry, port] = /^([^:[\]]*(?:\[[^\]]*\][^:[\]]*)*):(\d+)$/.exec(entry) ?? []
  return { hosts: expandAnsibleHost(bare), port }
}

/**
 * The host names of an Ansible pattern: `www[01:50].example.com`, `web[1:9:2]`, `db-[a:f]`, also
 * several in one name. Throws SourceError for what is no range.
 */
function expandAnsibleHost(pattern: string): string[] {
  const match = /^([^[]*)\[([^\]]*)\](.*)$/s.exec(pattern)
  if (!match) {
    if (/[[\]]/.test(pattern)) throw new SourceError(`a bracket is not closed in '${pattern}'`)
    return [pattern]
  }
  const [, before = '', range = '', after = ''] = match
  const rest = expandAnsibleHost(after)
  const parts = expandRange(range)
  if (parts.length * rest.length > MAX_CANDIDATES)
    throw new SourceError(`'${pattern}' names more than ${MAX_CANDIDATES} machines`)
  return parts.flatMap((part) => rest.map((tail) => before + part + tail))
}

function expandRange(range: string): string[] {
  const numbers = /^(\d*):(\d+)(?::(\d+))?$/.exec(range)
  if (numbers) {
    const [, first = '', last = '', step = '1'] = numbers
    const width = first.startsWith('0') ? first.length : 0
    return steps(range, Number(first || '0'), Number(last), Number(step)).map((value) =>
      String(value).padStart(width, '0'),
    )
  }
  const letters = /^([a-z]):([a-z])(?::(\d+))?$/i.exec(range)
  if (!letters) throw new SourceError(`'[${range}]' is no range such as [01:50] or [a:f]`)
  const [, first = '', last = '', step = '1'] = letters
  return steps(range, first.charCodeAt(0), last.charCodeAt(0), Number(step)).map((code) =>
    String.fromCharCode(code),
  )
}

function steps(range: string, from: number, to: number, by: number): number[] {
  if (by < 1 || to < from) throw new SourceError(`'[${range}]' is an empty range`)
  if ((to - from) / by >= MAX_CANDIDATES)
    throw new SourceError(`'[${range}]' names more than ${MAX_CANDIDATES} machines`)
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + i * by)
}

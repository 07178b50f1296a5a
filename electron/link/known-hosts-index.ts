/**
 * The lines of a known_hosts text by the servers that they can speak of. A fleet asks the same text
 * for a thousand servers; going through all lines for each would be a million.
 */
export class LineIndex {
  readonly #lines: readonly string[]
  readonly #byName = new Map<string, number[]>()
  /** Lines with patterns, hashes or markers: they may speak of any server. */
  readonly #others: number[] = []

  constructor(text: string) {
    this.#lines = text.split('\n').map((line) => line.trim())
    for (const [number, line] of this.#lines.entries()) this.#add(number, line)
  }

  #add(number: number, line: string): void {
    if (line === '' || line.startsWith('#')) return
    const hosts = line.slice(0, line.search(/[ \t]|$/)).toLowerCase()
    if (/[*?!|@]/.test(hosts)) this.#others.push(number)
    else for (const name of hosts.split(',')) this.#ofName(name).push(number)
  }

  #ofName(name: string): number[] {
    const known = this.#byName.get(name) ?? []
    this.#byName.set(name, known)
    return known
  }

  /** The lines that can speak of a server, in their order, with their numbers from 0. */
  linesFor(name: string): (readonly [number, string])[] {
    const numbers = [...(this.#byName.get(name) ?? []), ...this.#others].sort((a, b) => a - b)
    return numbers.map((number) => [number, this.#lines[number] ?? ''] as const)
  }
}

const kept = new Map<string, LineIndex>()
const most = 4

/** The index of a text; those of the last few texts are kept. */
export function indexOf(text: string): LineIndex {
  const known = kept.get(text)
  if (known) return known
  const index = new LineIndex(text)
  kept.set(text, index)
  if (kept.size > most) for (const first of [...kept.keys()].slice(0, 1)) kept.delete(first)
  return index
}

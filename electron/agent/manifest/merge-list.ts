/** A merge of two changes of one thing, or where they collide. */
export interface Merge<T> {
  /** Absent where the two collide. */
  readonly value?: T
  /** Where they collide, in words. */
  readonly collisions: readonly string[]
  /** What the merge decided that could have been decided otherwise. */
  readonly notes: readonly string[]
}

/**
 * A list as it stands now with the change that made `wanted` out of `base`. What either removed is
 * gone, what either added is there; they collide when both changed the order of what stayed.
 */
export function mergeList(
  base: readonly string[],
  now: readonly string[],
  wanted: readonly string[],
): Merge<string[]> {
  if (same(base, wanted) || same(now, wanted)) return merged([...now])
  if (same(base, now)) return merged([...wanted])
  for (const list of [base, now, wanted])
    if (new Set(list).size < list.length) return collision(`a name stands twice in ${words(list)}`)
  const stays = (name: string): boolean => now.includes(name) && wanted.includes(name)
  const [old, theirs, ours] = [base, now, wanted].map((list) =>
    list.filter((name) => base.includes(name) && stays(name)),
  ) as [string[], string[], string[]]
  if (!same(old, theirs) && !same(old, ours) && !same(theirs, ours))
    return collision(`both changed the order: ${words(theirs)} meanwhile, ${words(ours)} wanted`)
  const oursLeads = !same(old, ours)
  const [lead, other] = oursLeads ? [wanted, now] : [now, wanted]
  return insertAdded(base, lead, other, oursLeads, stays)
}

/** `lead` gives the order; what the other one added goes behind what it stood behind there. */
function insertAdded(
  base: readonly string[],
  lead: readonly string[],
  other: readonly string[],
  oursLeads: boolean,
  stays: (name: string) => boolean,
): Merge<string[]> {
  const result = lead.filter((name) => !base.includes(name) || stays(name))
  const notes: string[] = []
  const own = new Set(result.filter((name) => !base.includes(name)))
  for (const [index, name] of other.entries()) {
    if (base.includes(name) || result.includes(name)) continue
    const before = neighbourBefore(base, other, index, result)
    let at = before === undefined ? 0 : result.indexOf(before) + 1
    const neighbour = result[at]
    if (neighbour !== undefined && own.has(neighbour)) {
      // What came first stands first.
      if (!oursLeads) while (own.has(result[at] ?? '')) at++
      const [first, second] = oursLeads ? [name, neighbour] : [neighbour, name]
      notes.push(`both added at one place: ${first}, which came first, stands before ${second}`)
    }
    result.splice(at, 0, name)
  }
  return { ...merged(result), notes }
}

/** What an addition goes behind: what it stood behind or, at the list's end, all that stayed. */
function neighbourBefore(
  base: readonly string[],
  list: readonly string[],
  index: number,
  result: readonly string[],
): string | undefined {
  const last = list[index - 1]
  const atEnd = list.slice(index).every((name) => !base.includes(name))
  if (atEnd && last !== undefined && base.includes(last))
    return result.findLast((name) => base.includes(name))
  return list.slice(0, index).findLast((name) => result.includes(name))
}

function merged(value: string[]): Merge<string[]> {
  return { value, collisions: [], notes: [] }
}

function collision(text: string): Merge<string[]> {
  return { collisions: [text], notes: [] }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function words(list: readonly string[]): string {
  return list.join(', ') || 'none'
}

/** One entry of a list of names, with an id that stays its own while the list is reordered. */
export interface NameEntry {
  readonly id: string
  readonly name: string
}

/** Ids for a list in which a mistake may have put a name twice. */
export function nameEntries(names: readonly string[]): NameEntry[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return { name, id: count === 1 ? name : `${name}#${count}` }
  })
}

/** The list with the entry at `from` put at `to`. */
export function moveName(names: readonly string[], from: number, to: number): string[] {
  const moved = [...names]
  moved.splice(to, 0, ...moved.splice(from, 1))
  return moved
}

/** All hooks that occur, in an order that keeps each agent's own order as far as they agree. */
export function mergeOrders(lists: readonly (readonly string[])[]): string[] {
  const merged: string[] = []
  for (const list of lists) {
    let at = 0
    for (const hook of list) {
      const known = merged.indexOf(hook)
      if (known < 0) merged.splice(at, 0, hook)
      at = (known < 0 ? at : known) + 1
    }
  }
  return merged
}

import { settingsOf, type Variables } from './ansible-variables.ts'
import type { Candidate, Reading, ReadingProblem } from './reading.ts'

/** A group of an Ansible inventory as it stands in the file. */
export interface AnsibleGroup {
  /** Variables that stand with a host's name in this group. */
  readonly hosts: Map<string, Variables>
  readonly children: Set<string>
  readonly variables: Variables
}

/** The groups of an Ansible inventory by name, and the line on which a host stood first. */
export class AnsibleInventory {
  readonly groups = new Map<string, AnsibleGroup>()
  readonly lines = new Map<string, number>()
  readonly problems: ReadingProblem[] = []

  group(name: string): AnsibleGroup {
    const known = this.groups.get(name)
    if (known) return known
    const group = { hosts: new Map(), children: new Set<string>(), variables: {} }
    this.groups.set(name, group)
    return group
  }

  addHost(group: string, host: string, variables: Variables, line?: number): void {
    const { hosts } = this.group(group)
    hosts.set(host, { ...hosts.get(host), ...variables })
    if (line !== undefined && !this.lines.has(host)) this.lines.set(host, line)
  }

  /**
   * Each host once, with the variables that Ansible would give it: of `all` the weakest, then of
   * groups from the outermost inwards (those beside each other by name), then the host's own.
   */
  reading(): Reading {
    const depths = this.#depths()
    const parents = this.#parents()
    const hosts = new Set([...this.groups.values()].flatMap((group) => [...group.hosts.keys()]))
    const problems = [...this.problems]
    const candidates = [...hosts].map((name) => {
      const groups = this.#groupsOf(name, parents, depths)
      const { settings, host, problems: found } = settingsOf(this.#variables(name, groups))
      const line = this.lines.get(name)
      problems.push(...found.map((message) => ({ line, message: `${name}: ${message}` })))
      const shown = groups.filter((group) => group !== 'all' && group !== 'ungrouped')
      return { name, host, settings, groups: shown, labels: {}, line } satisfies Candidate
    })
    return { candidates, problems }
  }

  #variables(host: string, groups: readonly string[]): Variables {
    const layers = groups.map((group) => this.groups.get(group))
    return Object.assign(
      {},
      ...layers.map((group) => group?.variables),
      ...layers.map((group) => group?.hosts.get(host)),
    )
  }

  /** Names of the groups that a host is in, the weakest first. */
  #groupsOf(host: string, parents: Parents, depths: ReadonlyMap<string, number>): string[] {
    const found = new Set<string>(['all'])
    const take = (name: string): void => {
      if (found.has(name)) return
      found.add(name)
      for (const parent of parents.get(name) ?? []) take(parent)
    }
    for (const [name, group] of this.groups) if (group.hosts.has(host)) take(name)
    const depth = (name: string): number => (name === 'all' ? -1 : (depths.get(name) ?? 0))
    return [...found].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))
  }

  #parents(): Parents {
    const parents = new Map<string, string[]>()
    for (const [name, group] of this.groups)
      for (const child of group.children) parents.set(child, [...(parents.get(child) ?? []), name])
    return parents
  }

  /** How far each group lies below a group that has no parent; a circle is cut where it closes. */
  #depths(): Map<string, number> {
    const depths = new Map<string, number>()
    const visit = (name: string, depth: number, path: readonly string[]): void => {
      if (path.includes(name)) return
      if (depth <= (depths.get(name) ?? -1)) return
      depths.set(name, depth)
      for (const child of this.groups.get(name)?.children ?? [])
        visit(child, depth + 1, [...path, name])
    }
    for (const name of this.groups.keys()) visit(name, 0, [])
    return depths
  }
}

type Parents = ReadonlyMap<string, readonly string[]>

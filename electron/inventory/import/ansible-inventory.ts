import { settingsOf, type Variables } from './ansible-variables.ts'
import type { Candidate, Reading, ReadingProblem } from './reading.ts'

/** A group of an Ansible inventory as it stands in the file. */
export interface AnsibleGroup {
  readonly hosts: Set<string>
  readonly children: Set<string>
  readonly variables: Record<string, unknown>
}

interface AnsibleHost {
  /** Variables that stand with its name, in whichever group; a later one replaces an earlier one. */
  readonly variables: Record<string, unknown>
  /** On which it stood first. */
  readonly line: number | undefined
}

/** The hosts and groups of an Ansible inventory by name. */
export class AnsibleInventory {
  readonly groups = new Map<string, AnsibleGroup>()
  readonly problems: ReadingProblem[] = []
  readonly #hosts = new Map<string, AnsibleHost>()

  group(name: string): AnsibleGroup {
    const known = this.groups.get(name)
    if (known) return known
    const group = { hosts: new Set<string>(), children: new Set<string>(), variables: {} }
    this.groups.set(name, group)
    return group
  }

  addHost(group: string, host: string, variables: Variables, line?: number): void {
    this.group(group).hosts.add(host)
    const known = this.#hosts.get(host) ?? { variables: {}, line }
    Object.assign(known.variables, variables)
    this.#hosts.set(host, known)
  }

  /**
   * Each host once, with the variables that Ansible would give it: of `all` the weakest, then of
   * groups from the outermost inwards (those beside each other by ansible_group_priority, then by
   * name), then the host's own.
   */
  reading(): Reading {
    const depths = this.#depths()
    const parents = this.#parents()
    const remarks = new HostRemarks()
    const candidates = [...this.#hosts].map(([name, { variables, line }]) => {
      const groups = this.#groupsOf(name, parents, depths)
      const inherited = groups.map((group) => this.groups.get(group)?.variables)
      const all: Variables = Object.assign({}, ...inherited, variables)
      const { settings, host, problems: found } = settingsOf(all)
      for (const message of found) remarks.add(message, name, line)
      const shown = groups.filter((group) => group !== 'all' && group !== 'ungrouped')
      return { name, host, settings, groups: shown, labels: {}, line } satisfies Candidate
    })
    const problems = [...this.problems, ...this.#undefinedGroups(), ...remarks.problems()]
    return { candidates, problems }
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
    const weaker = (a: string, b: string): number =>
      depth(a) - depth(b) || this.#priority(a) - this.#priority(b) || (a < b ? -1 : 1)
    return [...found].sort(weaker)
  }

  #undefinedGroups(): ReadingProblem[] {
    const children = [...this.groups.values()].flatMap((group) => [...group.children])
    const unknown = new Set(children.filter((child) => !this.groups.has(child)))
    return [...unknown].map((name) => ({
      message: `group ${name} is named as part of another and stands nowhere itself`,
    }))
  }

  #priority(group: string): number {
    return Number(this.groups.get(group)?.variables.ansible_group_priority ?? 1) || 1
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

/** What is the same for many hosts, as a variable of their group is, is told once. */
class HostRemarks {
  readonly #hosts = new Map<string, { line: number | undefined; names: string[] }>()

  add(message: string, host: string, line: number | undefined): void {
    const known = this.#hosts.get(message)
    if (known) known.names.push(host)
    else this.#hosts.set(message, { line, names: [host] })
  }

  problems(): ReadingProblem[] {
    return [...this.#hosts].map(([message, { line, names }]) => {
      const others = names.length > 1 ? ` and ${names.length - 1} more` : ''
      return { line, message: `${names[0]}${others}: ${message}` }
    })
  }
}

type Parents = ReadonlyMap<string, readonly string[]>

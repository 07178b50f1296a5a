import { type Document, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { AnsibleInventory } from './ansible-inventory.ts'
import { hostsOf } from './ansible-range.ts'
import { refuseVault, VAULT_VALUE } from './ansible-vault.ts'
import { type Reading, SourceError } from './reading.ts'

/** Reads an Ansible inventory in YAML form; throws SourceError where it is no inventory at all. */
export function readAnsibleYaml(text: string): Reading {
  refuseVault(text)
  const { root, lines } = sourceOf(text)
  const target = { inventory: new AnsibleInventory(), lines }
  for (const [name, group] of Object.entries(root)) readGroup(name, group, target, 0)
  return target.inventory.reading()
}

/** Where names stand first, counted from 1. */
interface Lines {
  readonly groups: Map<string, number>
  readonly hosts: Map<string, number>
}

interface Target {
  readonly inventory: AnsibleInventory
  readonly lines: Lines
}

function sourceOf(text: string): { root: Record<string, unknown>; lines: Lines } {
  const counter = new LineCounter()
  const document = parseDocument(text, {
    merge: true,
    lineCounter: counter,
    customTags: [
      { tag: '!vault', resolve: () => VAULT_VALUE },
      { tag: '!unsafe', resolve: (text: string) => text },
    ],
  })
  const [error] = document.errors
  if (error) throw new SourceError(`It is no YAML: ${error.message.split('\n')[0]}`)
  const root: unknown = document.toJS({ maxAliasCount: 100 })
  if (isRecord(root)) return { root, lines: linesOf(document, counter) }
  throw new SourceError('It is no inventory: groups by name are expected at the top.')
}

function linesOf(document: Document, counter: LineCounter): Lines {
  const lines: Lines = { groups: new Map(), hosts: new Map() }
  visit(document, {
    Pair(_, { key }, path) {
      const owner = path.at(-2)
      const ownerKey = isPair(owner) && isScalar(owner.key) ? owner.key.value : undefined
      if (!isScalar(key) || (isPair(owner) && ownerKey !== 'hosts' && ownerKey !== 'children'))
        return
      const names = ownerKey === 'hosts' ? lines.hosts : lines.groups
      const name = String(key.value)
      if (key.range && !names.has(name)) names.set(name, counter.linePos(key.range[0]).line)
    },
  })
  return lines
}

const MAX_DEPTH = 32

function readGroup(name: string, value: unknown, target: Target, depth: number): void {
  const { inventory, lines } = target
  const line = lines.groups.get(name)
  const group = inventory.group(name)
  if (value === null || value === undefined) return
  if (!isRecord(value) || depth > MAX_DEPTH) {
    inventory.problems.push({ line, message: `group ${name} cannot be read` })
    return
  }
  Object.assign(group.variables, isRecord(value.vars) ? value.vars : {})
  const entries = (part: 'hosts' | 'children') =>
    namedIn(value[part], () =>
      inventory.problems.push({
        line,
        message: `${part} of group ${name}: a mapping is expected, so put ':' behind each name`,
      }),
    )
  for (const [pattern, variables] of entries('hosts')) readHost(name, pattern, variables, target)
  for (const [child, content] of entries('children')) {
    group.children.add(child)
    readGroup(child, content, target, depth + 1)
  }
}

/** The entries of a mapping; a single name stands for one without content. */
function namedIn(value: unknown, otherwise: () => void): [string, unknown][] {
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return [[value, undefined]]
  if (isRecord(value)) return Object.entries(value)
  otherwise()
  return []
}

function readHost(group: string, pattern: string, variables: unknown, target: Target) {
  const { inventory, lines } = target
  const line = lines.hosts.get(pattern)
  try {
    const own = isRecord(variables) ? variables : {}
    const { hosts, port } = hostsOf(pattern)
    const all = port === undefined ? own : { ansible_port: port, ...own }
    for (const host of hosts) inventory.addHost(group, host, all, line)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    inventory.problems.push({ line, message: error.message })
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

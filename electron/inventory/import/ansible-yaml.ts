import { parseDocument } from 'yaml'
import { AnsibleInventory } from './ansible-inventory.ts'
import { hostsOf } from './ansible-range.ts'
import { type Reading, SourceError } from './reading.ts'

/** Reads an Ansible inventory in YAML form; throws SourceError where it is no inventory at all. */
export function readAnsibleYaml(text: string): Reading {
  const inventory = new AnsibleInventory()
  for (const [name, group] of Object.entries(rootOf(text))) readGroup(name, group, inventory, 0)
  return inventory.reading()
}

function rootOf(text: string): Record<string, unknown> {
  const document = parseDocument(text, {
    merge: true,
    customTags: [
      { tag: '!vault', resolve: () => '' },
      { tag: '!unsafe', resolve: (text: string) => text },
    ],
  })
  const [error] = document.errors
  if (error) throw new SourceError(`It is no YAML: ${error.message.split('\n')[0]}`)
  const root: unknown = document.toJS({ maxAliasCount: 100 })
  if (isRecord(root)) return root
  throw new SourceError('It is no inventory: groups by name are expected at the top.')
}

const MAX_DEPTH = 32

function readGroup(name: string, value: unknown, inventory: AnsibleInventory, depth: number): void {
  const group = inventory.group(name)
  if (value === null || value === undefined) return
  if (!isRecord(value) || depth > MAX_DEPTH) {
    inventory.problems.push({ message: `group ${name} cannot be read` })
    return
  }
  Object.assign(group.variables, isRecord(value.vars) ? value.vars : {})
  for (const [pattern, variables] of namedIn(value.hosts, `hosts of group ${name}`, inventory))
    readHost(name, pattern, variables, inventory)
  for (const [child, content] of namedIn(value.children, `children of ${name}`, inventory)) {
    group.children.add(child)
    readGroup(child, content, inventory, depth + 1)
  }
}

/** The entries of a mapping; a single name stands for one without content. */
function namedIn(value: unknown, what: string, inventory: AnsibleInventory): [string, unknown][] {
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return [[value, undefined]]
  if (isRecord(value)) return Object.entries(value)
  inventory.problems.push({
    message: `${what}: a mapping is expected, so put ':' behind each name`,
  })
  return []
}

function readHost(group: string, pattern: string, variables: unknown, inventory: AnsibleInventory) {
  try {
    const own = isRecord(variables) ? variables : {}
    const { hosts, port } = hostsOf(pattern)
    const all = port === undefined ? own : { ansible_port: port, ...own }
    for (const host of hosts) inventory.addHost(group, host, all)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    inventory.problems.push({ message: error.message })
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

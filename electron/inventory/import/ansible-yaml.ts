import { parseDocument } from 'yaml'
import { AnsibleInventory } from './ansible-inventory.ts'
import { expandAnsibleHost } from './ansible-range.ts'
import { type Reading, SourceError } from './reading.ts'

/** Reads an Ansible inventory in YAML form; throws SourceError where it is no inventory at all. */
export function readAnsibleYaml(text: string): Reading {
  const inventory = new AnsibleInventory()
  for (const [name, group] of Object.entries(rootOf(text))) readGroup(name, group, inventory, 0)
  return inventory.reading()
}

function rootOf(text: string): Record<string, unknown> {
  const document = parseDocument(text, {
    // Vault and unsafe strings: what is in them is not used.
    customTags: ['!vault', '!unsafe'].map((tag) => ({ tag, resolve: () => '' })),
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
  for (const [pattern, variables] of Object.entries(isRecord(value.hosts) ? value.hosts : {}))
    readHost(name, pattern, variables, inventory)
  for (const [child, content] of Object.entries(isRecord(value.children) ? value.children : {})) {
    group.children.add(child)
    readGroup(child, content, inventory, depth + 1)
  }
}

function readHost(group: string, pattern: string, variables: unknown, inventory: AnsibleInventory) {
  try {
    const own = isRecord(variables) ? variables : {}
    for (const host of expandAnsibleHost(pattern)) inventory.addHost(group, host, own)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    inventory.problems.push({ message: error.message })
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

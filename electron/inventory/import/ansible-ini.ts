import { AnsibleInventory } from './ansible-inventory.ts'
import { expandAnsibleHost } from './ansible-range.ts'
import { type Reading, SourceError } from './reading.ts'

/** Reads an Ansible inventory in INI form. Lines that cannot be read become problems. */
export function readAnsibleIni(text: string): Reading {
  const inventory = new AnsibleInventory()
  let section: Section = { group: 'ungrouped', kind: 'hosts' }
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return
    try {
      if (line.startsWith('[') && /\]\s*(#.*)?$/.test(line)) section = sectionOf(line, inventory)
      else readLine(line, section, inventory, index + 1)
    } catch (error) {
      if (!(error instanceof SourceError)) throw error
      inventory.problems.push({ line: index + 1, message: error.message })
    }
  })
  return inventory.reading()
}

interface Section {
  readonly group: string
  readonly kind: 'hosts' | 'children' | 'vars' | 'unknown'
}

function sectionOf(line: string, inventory: AnsibleInventory): Section {
  const [, group = '', kind = 'hosts'] = /^\[([^:\]]+)(?::([a-z]+))?\]/.exec(line) ?? []
  if (group === '') throw new SourceError(`'${line}' is no group`)
  inventory.group(group)
  if (kind === 'hosts' || kind === 'children' || kind === 'vars') return { group, kind }
  return { group, kind: 'unknown' }
}

function readLine(line: string, section: Section, inventory: AnsibleInventory, number: number) {
  const { group, kind } = section
  const words = wordsOf(line)
  switch (kind) {
    case 'hosts':
      return readHost(words, group, inventory, number)
    case 'children':
      inventory.group(words[0] ?? '')
      inventory.group(group).children.add(words[0] ?? '')
      return
    case 'vars': {
      const [name, value] = variableOf(line)
      Object.assign(inventory.group(group).variables, { [name]: value })
      return
    }
    case 'unknown':
      throw new SourceError(`it stands in a section of an unknown kind, of group ${group}`)
  }
}

function readHost(words: string[], group: string, inventory: AnsibleInventory, line: number) {
  const [pattern = '', ...assignments] = words
  const variables = Object.fromEntries(assignments.map(variableOf))
  // 'name:port', but not an IPv6 address and not a range.
  const [, bare = pattern, port] = /^([^:[\]]*(?:\[[^\]]*\][^:[\]]*)*):(\d+)$/.exec(pattern) ?? []
  const own = port === undefined ? variables : { ansible_port: port, ...variables }
  for (const host of expandAnsibleHost(bare)) inventory.addHost(group, host, own, line)
}

function variableOf(text: string): [string, string] {
  const equals = text.indexOf('=')
  if (equals < 1) throw new SourceError(`'${text.slice(0, 60)}' is no NAME=VALUE`)
  return [text.slice(0, equals).trim(), unquoted(text.slice(equals + 1).trim())]
}

function unquoted(value: string): string {
  return /^(["'])([\s\S]*)\1$/.exec(value)?.[2] ?? value
}

/** Splits at white space outside quotes; a comment ends the line. */
function wordsOf(line: string): string[] {
  const words = line.match(/#.*|(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []
  const comment = words.findIndex((word) => word.startsWith('#'))
  return comment < 0 ? words : words.slice(0, comment)
}

import { AnsibleInventory } from './ansible-inventory.ts'
import { hostsOf } from './ansible-range.ts'
import { refuseVault } from './ansible-vault.ts'
import { type Reading, SourceError } from './reading.ts'

/** Reads an Ansible inventory in INI form. Lines that cannot be read become problems. */
export function readAnsibleIni(text: string): Reading {
  refuseVault(text)
  const inventory = new AnsibleInventory()
  let section: Section = { group: 'ungrouped', kind: 'hosts' }
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return
    try {
      if (line.startsWith('[') && /\]\s*(#.*)?$/.test(line))
        section = sectionOf(line, inventory, index + 1)
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

/** What stands in an unknown section is left out with it. */
function sectionOf(line: string, inventory: AnsibleInventory, number: number): Section {
  const [, group = '', kind = 'hosts'] = /^\[([^:\]]+)(?::([a-z]+))?\]/.exec(line) ?? []
  const known = kind === 'hosts' || kind === 'children' || kind === 'vars'
  if (group !== '' && known) {
    inventory.group(group)
    return { group, kind }
  }
  const message = `${line} is left out: sections are [GROUP], [GROUP:children], [GROUP:vars]`
  inventory.problems.push({ line: number, message })
  return { group, kind: 'unknown' }
}

function readLine(line: string, section: Section, inventory: AnsibleInventory, number: number) {
  const { group, kind } = section
  switch (kind) {
    case 'hosts':
      return readHost(wordsOf(line), group, inventory, number)
    case 'children': {
      const [child = ''] = wordsOf(line)
      inventory.group(group).children.add(child)
      return
    }
    case 'vars': {
      const [name, value] = variableOf(line)
      inventory.group(group).variables[name] = literal(value)
      return
    }
    case 'unknown':
      return
  }
}

function readHost(words: string[], group: string, inventory: AnsibleInventory, line: number) {
  const [pattern = '', ...assignments] = words
  const variables = Object.fromEntries(assignments.map(variableOf))
  const { hosts, port } = hostsOf(pattern)
  const own = port === undefined ? variables : { ansible_port: port, ...variables }
  for (const host of hosts) inventory.addHost(group, host, own, line)
}

function variableOf(text: string): [string, string] {
  const equals = text.indexOf('=')
  if (equals < 1) throw new SourceError(`'${text.slice(0, 60)}' is no NAME=VALUE`)
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]
}

/** A value of a vars section: quotes go, and a comment behind a quoted text or a number. */
function literal(value: string): string {
  const [, , quoted, number] = /^(?:(["'])(.*)\1|(-?\d+))\s*(?:#.*)?$/s.exec(value) ?? []
  return quoted ?? number ?? value
}

/**
 * Splits at white space as a shell does: quotes and backslashes go, a comment ends the line even
 * in the middle of a word.
 */
function wordsOf(line: string): string[] {
  const words: string[] = []
  let rest = line
  for (;;) {
    rest = rest.trimStart()
    if (rest === '' || rest.startsWith('#')) return words
    const [word = ''] = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'#\\])+/.exec(rest) ?? []
    if (word === '') throw new SourceError(`a quotation mark is not closed at ${rest.slice(0, 20)}`)
    words.push(withoutQuotes(word))
    rest = rest.slice(word.length)
    if (/^["']/.test(rest)) throw new SourceError('a quotation mark is not closed')
  }
}

function withoutQuotes(word: string): string {
  return word.replace(
    /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
    (_, double?: string, single?: string, escaped?: string) =>
      double?.replace(/\\(["\\])/g, '$1') ?? single ?? escaped ?? '',
  )
}

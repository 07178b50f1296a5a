import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readAnsibleIni } from './ansible-ini.ts'
import { readAnsibleYaml } from './ansible-yaml.ts'
import type { Reading } from './reading.ts'

const ini = `
# agents of two sites
bastion.example.com ansible_user=jump

[dc1]
agent[01:03].dc1.example.com ansible_port=2222  # three
special ansible_host=10.0.0.9 ansible_user="deploy"
db-[a:c]

[dc1:vars]
ansible_user=operator
ansible_become=true
rack = r7

[dc2]
web[1:5:2]
10.1.0.1:2022

[mesos:children]
dc1
dc2

[mesos:vars]
ansible_user = mesos
ansible_ssh_common_args='-o ProxyJump=ops@bastion.example.com:2200'
`

const yaml = `
all:
  vars: { ansible_user: everyone }
  hosts:
    lonely: {}
  children:
    mesos:
      vars:
        ansible_become: yes
      children:
        dc1:
          hosts:
            agent[01:02]:
              ansible_host: 10.0.0.1
            plain:
        dc2:
          vars: { ansible_user: two, ansible_port: 2022 }
          hosts:
            plain: { ansible_ssh_private_key_file: /keys/plain }
`

const hasAnsible = spawnSync('ansible-inventory', ['--version']).status === 0

/** What ansible itself makes of an inventory: variables by host. */
function fromAnsible(text: string, extension: string): Record<string, Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'quotadeck-ansible-'))
  try {
    const file = join(folder, `hosts.${extension}`)
    writeFileSync(file, text)
    const { stdout } = spawnSync('ansible-inventory', ['-i', file, '--list'], { encoding: 'utf8' })
    return JSON.parse(stdout)._meta.hostvars
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function byName({ candidates }: Reading) {
  return Object.fromEntries(candidates.map((each) => [each.name, each]))
}

describe.each([
  ['ini', ini, readAnsibleIni],
  ['yaml', yaml, readAnsibleYaml],
])('an Ansible inventory in %s', (extension, text, read) => {
  test.skipIf(!hasAnsible)('means what Ansible says (skipped without ansible)', () => {
    const expected = fromAnsible(text, extension)
    const { candidates } = read(text)
    expect(candidates.map(({ name }) => name).sort()).toEqual(
      expect.arrayContaining(Object.keys(expected).sort()),
    )
    for (const { name, host, settings } of candidates) {
      const variables = expected[name] ?? {}
      expect([name, host, settings.user, settings.port]).toEqual([
        name,
        variables.ansible_host,
        variables.ansible_user,
        variables.ansible_port,
      ])
    }
  })
})

describe('an Ansible inventory in INI form', () => {
  test('gives addresses, logins, groups and the line', () => {
    const reading = readAnsibleIni(ini)
    expect(reading.problems).toEqual([])
    const hosts = byName(reading)
    expect(Object.keys(hosts)).toHaveLength(12)
    expect(hosts['agent02.dc1.example.com']).toEqual({
      name: 'agent02.dc1.example.com',
      host: undefined,
      settings: {
        user: 'operator',
        port: 2222,
        privilege: 'sudo',
        jumps: ['ops@bastion.example.com:2200'],
      },
      groups: ['mesos', 'dc1'],
      labels: {},
      line: 6,
    })
    expect(hosts.special?.settings.user).toBe('deploy')
    expect(hosts['10.1.0.1']?.settings).toMatchObject({ user: 'mesos', port: 2022 })
  })

  test('tells what it cannot take, with the line, and goes on', () => {
    const { candidates, problems } = readAnsibleIni(
      'a ansible_password=hunter2 ansible_port=no\nb[1:\nc ansible_user="{{ me }}"\n[x:odd]\nz\n',
    )
    expect(candidates.map(({ name }) => name)).toEqual(['a', 'c'])
    const said = problems.map(({ line, message }) => `${line}: ${message}`)
    expect(said).toEqual(
      expect.arrayContaining([
        expect.stringContaining('1: a: ansible_password is a secret'),
        expect.stringContaining('1: a: ansible_port is no port number'),
        expect.stringContaining("2: a bracket is not closed in 'b[1:'"),
        expect.stringContaining('3: c: ansible_user is a template'),
        expect.stringContaining('5: it stands in a section of an unknown kind'),
      ]),
    )
    expect(said.join()).not.toContain('hunter2')
  })
})

describe('an Ansible inventory in YAML form', () => {
  test('gives variables by the depth of groups', () => {
    const hosts = byName(readAnsibleYaml(yaml))
    expect(hosts.lonely?.settings).toEqual({ user: 'everyone' })
    expect(hosts.agent02).toMatchObject({ host: '10.0.0.1', settings: { privilege: 'sudo' } })
    expect(hosts.plain?.groups).toEqual(['mesos', 'dc1', 'dc2'])
    expect(hosts.plain?.settings).toMatchObject({ user: 'two', identityFile: '/keys/plain' })
  })

  test('does not open vaults, and survives circles', () => {
    const { candidates } = readAnsibleYaml(
      'a:\n  hosts: { h: { ansible_user: !vault "x" } }\n  children: { b: { children: { a: } } }\n',
    )
    expect(candidates.map(({ name }) => name)).toEqual(['h'])
  })

  test.each([
    ['- a\n- b\n', 'groups by name'],
    ['a: [unclosed', 'no YAML'],
  ])('%j is refused', (text, message) => {
    expect(() => readAnsibleYaml(text)).toThrow(message)
  })
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { readAnsibleIni } from './ansible-ini.ts'
import { readAnsibleYaml } from './ansible-yaml.ts'
import type { Candidate, Reading } from './reading.ts'

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

/** What is easily read otherwise than Ansible does. */
const odd = {
  'words.ini': `
quoted ansible_user="a b" ansible_host='10.0.0.1' # c
comment ansible_port=22#x ansible_user=b
parts ansible_user="x"y ansible_port=0x16
slash ansible_user=dom\\user
hash ansible_user=a#b
v6 ansible_host=fe80::1
2001:db8::2
[2001:db8::1]:2222
host1:2222
pad[1:010]
  indented   ansible_user=i
up[A:C] ansible_ssh_user=old
[g:vars]
ansible_port=2201 # c
ansible_user="q u" # c
[g]
in-g
[ungrouped]
un
`,
  'order.ini': `
[two]
one ansible_user=first
[three]
one ansible_user=second
[deep:children]
two
[z]
m ansible_port=7
[a]
m
[z:vars]
ansible_user=zz
ansible_port=8
[a:vars]
ansible_user=aa
ansible_group_priority=10
`,
  'shapes.yaml': `
all:
  hosts: { a: { ansible_port: 2222 }, "10.0.0.5:2200": null }
  children:
    g: { hosts: solo }
    h:
      vars: &v
        ansible_user: u
        ansible_port: 99
      hosts:
        n[01:03:2].example:
    i:
      vars:
        <<: *v
        ansible_user: merged
      hosts: { last: null }
`,
}

// Its start takes seconds.
vi.setConfig({ testTimeout: 60_000 })
const hasAnsible = spawnSync('ansible-inventory', ['--version']).status === 0

/** What Ansible itself makes of an inventory: by host, what `plain` gives of a candidate. */
function fromAnsible(text: string, file: string): Record<string, ReturnType<typeof plain>> {
  const folder = mkdtempSync(join(tmpdir(), 'quotadeck-ansible-'))
  try {
    writeFileSync(join(folder, file), text)
    const { stdout } = spawnSync('ansible-inventory', ['-i', join(folder, file), '--list'], {
      encoding: 'utf8',
    })
    const { _meta, all: _, ...groups } = JSON.parse(stdout)
    const hosts = new Set<string>(Object.keys(_meta.hostvars))
    for (const group of Object.values<{ hosts?: string[] }>(groups))
      for (const host of group.hosts ?? []) hosts.add(host)
    return Object.fromEntries(
      [...hosts].map((host) => {
        const variables = _meta.hostvars[host] ?? {}
        const [user, port] = ['user', 'port'].map(
          (name) => variables[`ansible_${name}`] ?? variables[`ansible_ssh_${name}`],
        )
        const settings = { user, port }
        return [host, plain({ host: variables.ansible_host, settings })]
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function plain({ host, settings: { user, port } }: Pick<Candidate, 'host' | 'settings'>) {
  return { host: host ?? null, user: user ?? null, port: port === undefined ? null : Number(port) }
}

function byName({ candidates }: Reading) {
  return Object.fromEntries(candidates.map((each) => [each.name, each]))
}

describe.skipIf(!hasAnsible)('an Ansible inventory (skipped without ansible)', () => {
  test.each(Object.entries({ 'plain.ini': ini, 'plain.yaml': yaml, ...odd }))(
    '%s means what Ansible says',
    (file, text) => {
      const expected = fromAnsible(text, file)
      const { candidates, problems } = file.endsWith('.ini')
        ? readAnsibleIni(text)
        : readAnsibleYaml(text)
      expect(problems).toEqual([])
      expect(Object.fromEntries(candidates.map((each) => [each.name, plain(each)]))).toEqual(
        expected,
      )
    },
  )
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
        expect.stringContaining('4: [x:odd] is left out: sections are [GROUP]'),
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

  test('tells what it cannot take with the line, and once what many hosts share', () => {
    const { candidates, problems } = readAnsibleYaml(
      'all:\n  vars:\n    ansible_password: !vault "x"\n  children:\n    dc1:\n      hosts:\n' +
        '        agent[1:2]:\n        bad[z-a]:\n        odd: { ansible_port: no }\n' +
        '      children:\n        rack:\n          hosts: [a, b]\n',
    )
    expect(candidates.map(({ name, line }) => [name, line])).toEqual([
      ['agent1', 7],
      ['agent2', 7],
      ['odd', 9],
    ])
    expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      "8: '[z-a]' is no range such as [01:50] or [a:f]",
      "11: hosts of group rack: a mapping is expected, so put ':' behind each name",
      '7: agent1 and 2 more: ansible_password is a secret and is not imported: Quotadeck asks for it',
      '9: odd: ansible_port is no port number: no',
    ])
  })

  test('leaves out a value that is encrypted', () => {
    const { candidates, problems } = readAnsibleYaml(
      'a:\n  hosts: { h: { ansible_user: !vault "x" } }\n',
    )
    expect(candidates[0]?.settings).toEqual({})
    expect(problems[0]?.message).toContain('h: ansible_user is a template or encrypted')
  })

  test.each([
    ['- a\n- b\n', 'groups by name'],
    ['a: [unclosed', 'no YAML'],
    ['$ANSIBLE_VAULT;1.1;AES256\n6162\n', 'encrypted by ansible-vault'],
  ])('%j is refused', (text, message) => {
    expect(() => readAnsibleYaml(text)).toThrow(message)
  })
})

test('root by doas and the carrier are taken over, and what is not known is told', () => {
  const line = 'ansible_become=yes ansible_become_method'
  const { candidates, problems } = readAnsibleIni(
    `a ${line}=doas quotadeck_carrier=openssh\nb ${line}=su quotadeck_carrier=pigeon\n`,
  )
  expect(candidates.map(({ settings }) => settings)).toEqual([
    { privilege: 'doas', carrier: 'openssh' },
    {},
  ])
  expect(problems.map(({ message }) => message)).toEqual([
    "b: ansible_become_method 'su' is not supported: sudo and doas are",
    "b: quotadeck_carrier 'pigeon' is not known",
  ])
})

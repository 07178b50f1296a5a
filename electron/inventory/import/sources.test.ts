import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readCsv } from './csv.ts'
import { readMesosAgents } from './mesos-agents.ts'
import { readSshConfig } from './ssh-config.ts'

describe('a table', () => {
  test('is read by the names of its columns', () => {
    const { candidates, problems } = readCsv(
      '\ufeffname,Host,PORT,user,groups,label:rack,Identity file,jumps,colour\n' +
        'a1,10.0.0.1,2222,root,"dc1 gpu",r1,/k,"a@b:22 c",red\n' +
        'a2,,,,,,,,,more\n,10.0.0.3,,,,,,,\n',
    )
    expect(candidates).toEqual([
      {
        name: 'a1',
        host: '10.0.0.1',
        settings: { port: 2222, user: 'root', identityFile: '/k', jumps: ['a@b:22', 'c'] },
        groups: ['dc1', 'gpu'],
        labels: { rack: 'r1' },
        line: 2,
      },
      { name: 'a2', host: undefined, settings: {}, groups: [], labels: {}, line: 3 },
    ])
    expect(problems).toEqual([
      { line: 1, message: "the column 'colour' is not known and left out" },
      { line: 3, message: 'what is behind column 9 is left out' },
      { line: 4, message: 'the name is missing' },
    ])
  })

  test.each([';', '\t'])('may have %j between fields, as spreadsheets write it', (delimiter) => {
    const { candidates } = readCsv(`name,host\na,10.0.0.1\n`.replaceAll(',', delimiter))
    expect(candidates[0]).toMatchObject({ name: 'a', host: '10.0.0.1' })
  })

  test('gives every setting in its own form, and leaves what has none to the schema', () => {
    const { candidates } = readCsv('name,use ssh config,port,jumps,user\na,yes,many,b,7\n')
    expect(candidates[0]?.settings).toEqual({
      useSshConfig: true,
      port: 'many',
      jumps: ['b'],
      user: '7',
    })
  })

  test.each([
    ['hostname,ip\n10.0.0.1\n', "none called 'name', but 'hostname', 'ip'"],
    ['', 'but nothing'],
    ['name,host\n"a', 'line 2'],
  ])('%j is refused', (text, message) => {
    expect(() => readCsv(text)).toThrow(message)
  })
})

describe('an ssh_config', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quotadeck-ssh-config-'))
    mkdirSync(join(folder, 'conf.d'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('gives the hosts it names, those of included files too', () => {
    const path = join(folder, 'config')
    writeFileSync(
      path,
      `Include ${folder}/conf.d/*\nHost bastion jump.example.com\n  User ops\nHost *.dc1 !x\n  ProxyJump bastion\n` +
        `Match host web*\n  User web\nHost agent1.dc1\n  Include ${folder}/more\n`,
    )
    writeFileSync(join(folder, 'conf.d/a'), 'Host one "two"\n')
    writeFileSync(join(folder, 'more'), `Host deep\nInclude ${path}\n`)
    const { candidates, problems } = readSshConfig(path)
    expect(candidates.map(({ name }) => name).sort()).toEqual(
      ['one', 'two', 'bastion', 'jump.example.com', 'agent1.dc1', 'deep'].sort(),
    )
    expect(candidates[0]?.settings).toEqual({ useSshConfig: true, sshConfigFile: path })
    expect(problems[0]?.message).toContain('nested too deep')
  })

  test('of its owner needs no path to be followed', () => {
    const home = join(folder, 'home')
    mkdirSync(join(home, '.ssh/conf.d'), { recursive: true })
    writeFileSync(join(home, '.ssh/config'), 'Include conf.d/*\n')
    writeFileSync(join(home, '.ssh/conf.d/a'), 'Host one\n')
    const program = `
      const { readSshConfig } = await import('${import.meta.dirname}/ssh-config.ts')
      console.log(JSON.stringify(readSshConfig('~/.ssh/config').candidates))`
    const args = ['--input-type=module', '-e', program]
    const env = { ...process.env, HOME: home }
    const stdout = execFileSync(process.execPath, args, { encoding: 'utf8', env })
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'one', settings: { useSshConfig: true } }])
    expect(stdout).not.toContain('sshConfigFile')
  })

  test('names hosts that mean to ssh what they mean here', () => {
    const path = join(folder, 'config')
    const host =
      'Host agent1 "agent 2" agent3\n  HostName %h.dc1\nMatch final host agent1\n  Port 2222\n'
    writeFileSync(path, `${host}Host=agent4\n  User "dom\\\\me"\nHost !agent5 agent*\n`)
    const names = readSshConfig(path).candidates.map(({ name }) => name)
    expect(names).toEqual(['agent1', 'agent 2', 'agent3', 'agent4'])
    for (const name of names.filter((each) => !each.includes(' '))) {
      const { stdout } = spawnSync('ssh', ['-G', '-F', path, name], { encoding: 'utf8' })
      expect(stdout).toContain(`host ${name}\n`)
    }
  })

  test('may say in a remark what carries the connection', () => {
    const path = join(folder, 'config')
    const block = (host: string, carrier: string) =>
      `Host ${host}\n  # Quotadeck carrier: ${carrier}\n`
    writeFileSync(path, `${block('a b', 'openssh')}${block('c', 'pigeon')}Host d\n  # a remark\n`)
    const { candidates, problems } = readSshConfig(path)
    expect(candidates.map(({ settings }) => settings.carrier)).toEqual([
      'openssh',
      'openssh',
      undefined,
      undefined,
    ])
    expect(problems).toEqual([{ message: "the carrier 'pigeon' is not known" }])
  })

  test('that cannot be read is refused', () => {
    expect(() => readSshConfig(join(folder, 'none'))).toThrow('there is no such file')
    const path = join(folder, 'config')
    writeFileSync(path, 'Host a\n  HostName "x\n  Port 22\n')
    expect(() => readSshConfig(path)).toThrow('line 2: a quotation mark is not closed')
  })
})

describe('the agents of a Mesos master', () => {
  const domain = { fault_domain: { region: { name: 'eu' }, zone: { name: 'z1' } } }
  const slaves = {
    slaves: [
      {
        hostname: 'a1',
        active: true,
        attributes: { rack: 'r1', level: 3, set: '{x, y}', ports: '[1-9]' },
        domain,
      },
      { hostname: 'a2', active: false, attributes: { long: 'x'.repeat(300) } },
    ],
  }
  const agents = {
    type: 'GET_AGENTS',
    get_agents: {
      agents: [
        {
          active: true,
          agent_info: {
            hostname: 'a1',
            domain,
            attributes: [
              { name: 'rack', type: 'TEXT', text: { value: 'r1' } },
              { name: 'level', type: 'SCALAR', scalar: { value: 3 } },
              { name: 'ports', type: 'RANGES', ranges: {} },
            ],
          },
        },
      ],
    },
  }

  test.each([
    ['/slaves', slaves],
    ['GET_AGENTS', agents],
  ])('of %s become candidates with labels', (_, answer) => {
    const { candidates } = readMesosAgents(JSON.stringify(answer))
    expect(candidates[0]).toEqual({
      name: 'a1',
      settings: {},
      groups: [],
      labels: { region: 'eu', zone: 'z1', rack: 'r1', level: '3' },
    })
  })

  test('that are not active, and labels that do not fit, are told', () => {
    const { candidates, problems } = readMesosAgents(JSON.stringify(slaves))
    expect(problems).toEqual([
      { message: 'a2 is not active on the master' },
      { message: 'a2: the attribute long is too long' },
    ])
    expect(candidates[1]?.labels).toEqual({})
  })

  test.each(['<html>', '{"a":1}', '[]'])('%s is refused', (text) => {
    expect(() => readMesosAgents(text)).toThrow(/master/)
  })
})

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fingerprintOf, hostRecords, judge, knownHostName } from './known-hosts.ts'
import { makeKey } from './testing/sshd.ts'

const folder = mkdtempSync(join(tmpdir(), 'quotadeck-known-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface PublicKey {
  line: string
  bytes: Buffer
}
let first: PublicKey
let second: PublicKey
let rsa: PublicKey

function newKey(name: string, type: string): PublicKey {
  makeKey(join(folder, name), type)
  const line = readFileSync(join(folder, `${name}.pub`), 'utf8').trim()
  return { line, bytes: Buffer.from(line.split(' ')[1] ?? '', 'base64') }
}

beforeAll(() => {
  first = newKey('first', 'ed25519')
  second = newKey('second', 'ed25519')
  rsa = newKey('rsa', 'rsa')
})

const found = (text: string, name: string) => hostRecords(text, 'file', name)

test('fingerprints are those of ssh-keygen', () => {
  const said = execFileSync('ssh-keygen', ['-lf', join(folder, 'first.pub')], { encoding: 'utf8' })
  expect(said).toContain(` ${fingerprintOf(first.bytes)} `)
})

test('a server off port 22 is written with its port', () => {
  expect(knownHostName('Agent1.Example', 22)).toBe('agent1.example')
  expect(knownHostName('::1', 2222)).toBe('[::1]:2222')
})

test.each([
  ['agent1', 'agent1', true],
  ['other,agent1', 'agent1', true],
  ['Agent1', 'agent1', true],
  ['agent?', 'agent1', true],
  ['*.example', 'a.b.example', true],
  ['*.example,!b.example', 'b.example', false],
  ['!b.example', 'a.example', false],
  ['*', '[agent1]:2222', true],
  ['[agent1]:2222', '[agent1]:2222', true],
  ['agent1', '[agent1]:2222', false],
  ['[agent1]:2222', 'agent1', false],
  ['agent', 'agent1', false],
  ['agent11', 'agent1', false],
  ['a*?t1', 'agent1', true],
])('%s names %s: %s', (hosts, name, matches) => {
  expect(found(`${hosts} ${first.line}\n`, name)).toHaveLength(matches ? 1 : 0)
})

test('entries hashed by ssh-keygen -H are found', () => {
  const file = join(folder, 'hashed')
  writeFileSync(file, `agent1 ${first.line}\n[agent2]:2222 ${second.line}\n`)
  execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' })
  const text = readFileSync(file, 'utf8')
  expect(text).not.toContain('agent')
  expect(found(text, 'agent1').map((r) => r.key)).toEqual([first.bytes])
  expect(found(text, '[agent2]:2222').map((r) => r.key)).toEqual([second.bytes])
  expect(found(text, 'agent2')).toEqual([])
})

test('comments and nonsense are passed over', () => {
  const text = [
    `# agent1 ${first.line}`,
    '',
    `@unheard-of agent1 ${first.line}`,
    'agent1 ssh-ed25519',
    'agent1 ssh-ed25519 AAAA',
    `agent1 ssh-rsa ${first.line.split(' ')[1]}`,
    `|1|salt ${first.line}`,
    '\0\x01\xff',
  ].join('\n')
  expect(found(text, 'agent1')).toEqual([])
})

test('a certificate authority is found for the host on all its ports, and is no host key', () => {
  const records = hostRecords(
    `@cert-authority *.dc1 ${first.line}\n`,
    'file',
    '[a.dc1]:2222',
    'a.dc1',
  )
  expect(records).toMatchObject([{ authority: true, revoked: false }])
  expect(judge(records, first.bytes)).toBe('unknown')
})

test('a record says where it stands', () => {
  expect(found(`# comment\nagent1\t${first.line}\r\n`, 'agent1')[0]?.where).toBe('file:2')
})

test('verdicts', () => {
  const known = found(`agent1 ${first.line}\n`, 'agent1')
  expect(judge(known, first.bytes)).toBe('trusted')
  expect(judge(known, second.bytes)).toBe('changed')
  expect(judge(known, rsa.bytes)).toBe('changed')
  expect(judge([], first.bytes)).toBe('unknown')
})

test('a revoked key is refused, also when another line trusts it', () => {
  const text = `agent1 ${first.line}\n@revoked * ${first.line}\n`
  const records = found(text, 'agent1')
  expect(judge(records, first.bytes)).toBe('revoked')
  expect(judge(records, second.bytes)).toBe('changed')
  expect(judge(found(`@revoked * ${first.line}`, 'agent1'), second.bytes)).toBe('unknown')
})

test('a pattern made to be slow is not', () => {
  const pattern = `${'*a'.repeat(200)}b`
  const start = performance.now()
  found(`${pattern} ${first.line}`, 'a'.repeat(250))
  expect(performance.now() - start).toBeLessThan(200)
})

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Keychain, type SafeStorage } from './keychain.ts'
import { Prompts } from './prompts.ts'
import { Secrets } from './secrets.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quotadeck-keychain-'))
  file = join(folder, 'secrets.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** In the place of Electron's, whose binary is not to be had here: it turns the bytes around. */
const pretend = (backend: string, available = true): SafeStorage => ({
  isEncryptionAvailable: () => available,
  getSelectedStorageBackend: () => backend,
  encryptString: (text) => Buffer.from(`sealed:${text}`).reverse(),
  decryptString: (bytes) => {
    const text = Buffer.from(bytes).reverse().toString()
    if (!text.startsWith('sealed:')) throw new Error('not ours')
    return text.slice('sealed:'.length)
  },
})
const open = (storage?: SafeStorage) => new Secrets(Keychain.open(file, storage))
const ref = { kind: 'sudo-password', of: 'agent1' } as const

test('a kept secret is there for the next engine, and not in clear in the file', () => {
  open(pretend('gnome_libsecret')).keep(ref, 'correct horse', 'keychain')
  expect(open(pretend('gnome_libsecret')).find(ref)).toBe('correct horse')
  expect(readFileSync(file, 'utf8')).not.toContain('correct horse')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('what is kept for the session is in no file', () => {
  const secrets = open(pretend('kwallet6'))
  secrets.keep(ref, 'correct horse', 'session')
  expect(secrets.find(ref)).toBe('correct horse')
  expect(existsSync(file)).toBe(false)
})

test('a wrong or removed one is gone from both', () => {
  const secrets = open(pretend('kwallet6'))
  secrets.keep(ref, 'one', 'keychain')
  secrets.forgetAgent('agent1')
  expect([secrets.find(ref), open(pretend('kwallet6')).find(ref)]).toEqual([undefined, undefined])
})

test.each([
  ['a backend that only looks like a keychain', pretend('basic_text')],
  ['a keychain that is locked', pretend('kwallet6', false)],
  ['no keychain, as in a browser or a terminal', undefined],
])('%s is refused, and not offered', async (_, storage) => {
  const secrets = open(storage)
  expect(secrets.canKeep).toBe(false)
  const prompts = new Prompts(secrets)
  const watched = prompts.watch()
  void prompts.ask({
    agent: 'agent1',
    kind: 'sudo-password',
    title: 'x',
    fields: [{ label: 'x', echo: false }],
    secret: ref,
  })
  const [prompt] = (await watched.next()).value ?? []
  expect(prompt?.remember).toEqual(['session', 'no'])
  const answer = { id: prompt?.id ?? '', answers: ['x'], forAgents: [] }
  expect(() => prompts.answer({ ...answer, remember: 'keychain' })).toThrow(/keychain/)
})

test('a damaged file, and what another user encrypted, are asked for again', () => {
  writeFileSync(file, '{"sudo-password agent1":"AAAA"}')
  expect(open(pretend('kwallet6')).find(ref)).toBeUndefined()
  writeFileSync(file, 'not json')
  const secrets = open(pretend('kwallet6'))
  expect(secrets.find(ref)).toBeUndefined()
  secrets.keep(ref, 'new', 'keychain')
  expect(open(pretend('kwallet6')).find(ref)).toBe('new')
})

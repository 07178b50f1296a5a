import { readFile, stat } from 'node:fs/promises'
import type { ParsedKey } from 'ssh2'
import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import { isEncrypted, parsed, publicFile, publicPart } from './key-file.ts'
import type { Prompter } from './prompter.ts'
import type { SecretRef, SecretStore } from './secrets.ts'

/** A key file as it was last read; `key` once it has been opened. */
interface KeyFile {
  /** Another one means that the file has changed. */
  readonly version: string
  readonly bytes: Buffer
  key?: ParsedKey
  /** A passphrase that did not open it: to open a key is slow by design. */
  wrong?: string
}

/** The private keys of this machine's files. Opened once, they stay open for all who log in. */
export class KeyRing {
  readonly #secrets: SecretStore
  readonly #files = new Map<string, KeyFile>()

  constructor(secrets: SecretStore) {
    this.#secrets = secrets
  }

  /** What of a key file is told to servers; undefined: it must be opened to know. */
  async publicKey(agent: Agent, path: string): Promise<ParsedKey | undefined> {
    const file = await this.#read(agent, path)
    const plain = file.key ?? parsed(file.bytes)
    if (plain) return onlyPrivate(agent, path, plain)
    return publicPart(file.bytes) ?? (await publicFile(path))
  }

  /**
   * The private key in a file. One that is encrypted is opened with the passphrase that is known,
   * else the operator is asked until it is right. Throws `login-failed` for a file that holds no key,
   * `login-unanswered`.
   */
  async open(
    agent: Agent,
    path: string,
    prompter: Prompter,
    signal: AbortSignal,
  ): Promise<ParsedKey> {
    const file = await this.#read(agent, path)
    if (file.key) return file.key
    const plain = parsed(file.bytes)
    if (plain) return remember(file, onlyPrivate(agent, path, plain))
    if (!isEncrypted(file.bytes)) throw noPrivateKey(agent, path)
    const secret = { kind: 'passphrase', file: path } as const
    return this.#openKnown(file, secret) ?? this.#ask(agent, file, secret, prompter, signal)
  }

  #openKnown(file: KeyFile, secret: SecretRef): ParsedKey | undefined {
    const known = this.#secrets.find(secret)
    if (known === undefined) return undefined
    const key = openWith(file, known)
    if (!key) this.#secrets.forget(secret)
    return key
  }

  /** Nothing is locked by a wrong passphrase, so that it is asked for again. */
  async #ask(
    agent: Agent,
    file: KeyFile,
    secret: SecretRef & { kind: 'passphrase' },
    prompter: Prompter,
    signal: AbortSignal,
  ): Promise<ParsedKey> {
    for (let attempt = 1; ; attempt++) {
      const reply = await prompter.ask(
        {
          agent: agent.name,
          kind: 'passphrase',
          title: `Passphrase of the key ${secret.file}`,
          fields: [{ label: 'Passphrase', echo: false }],
          attempt,
          secret,
        },
        signal,
      )
      if ('unanswered' in reply) throw unanswered(agent, secret.file, reply.unanswered)
      const key = openWith(file, reply.answers[0] ?? '')
      if (key) return key
      this.#secrets.forget(secret)
    }
  }

  async #read(agent: Agent, path: string): Promise<KeyFile> {
    try {
      const { mtimeMs, size, ino } = await stat(path)
      const version = `${ino} ${size} ${mtimeMs}`
      const known = this.#files.get(path)
      if (known?.version === version) return known
      const bytes = await readFile(path)
      // Another may have read it meanwhile: it is opened once for all.
      const read = this.#files.get(path)
      if (read?.version === version) return read
      const file = { version, bytes }
      this.#files.set(path, file)
      return file
    } catch (error) {
      throw unreadable(agent, error as Error)
    }
  }
}

function remember(file: KeyFile, key: ParsedKey): ParsedKey {
  file.key = key
  return key
}

function openWith(file: KeyFile, passphrase: string): ParsedKey | undefined {
  // Those who waited for the same answer come here one after another.
  if (file.key) return file.key
  if (file.wrong === passphrase || passphrase === '') return undefined
  const key = parsed(file.bytes, passphrase)
  if (key?.isPrivateKey()) return remember(file, key)
  file.wrong = passphrase
  return undefined
}

function onlyPrivate(agent: Agent, path: string, key: ParsedKey): ParsedKey {
  if (key.isPrivateKey()) return key
  throw noPrivateKey(agent, path)
}

function unreadable(agent: Agent, error: Error): Failure {
  return loginFailed(
    agent,
    `The identity file cannot be read: ${error.message}.`,
    'Check the path and that this user may read it.',
  )
}

function noPrivateKey(agent: Agent, path: string): Failure {
  return loginFailed(
    agent,
    `The identity file ${path} is no private key.`,
    'Record the path of a private key in OpenSSH or PEM format.',
  )
}

function loginFailed(agent: Agent, message: string, advice: string): Failure {
  return new Failure({ code: 'login-failed', agent: agent.name, message, advice })
}

function unanswered(agent: Agent, path: string, why: 'dismissed' | 'nobody'): Failure {
  return new Failure({
    code: 'login-unanswered',
    agent: agent.name,
    message: `The key ${path} is encrypted, and its passphrase was not given.`,
    advice:
      why === 'nobody'
        ? 'Run the command in a terminal, where it can ask, or give the key to an ssh-agent with ssh-add.'
        : 'Try again and answer, or give the key to an ssh-agent with ssh-add.',
  })
}

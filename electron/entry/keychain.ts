import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'

/** What of Electron's safeStorage is used: the system's keychain holds the key that it encrypts with. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean
  /** On Linux alone. `basic_text`: there is no keychain, and the key is in Electron's source. */
  getSelectedStorageBackend?(): string
  encryptString(text: string): Buffer
  decryptString(encrypted: Buffer): string
}

/** Names of secrets and, in base64, what safeStorage made of them. */
const fileSchema = z.record(z.string(), z.base64())

/** Secrets that outlive the engine, encrypted in a file of their own beside the store. */
export class Keychain {
  readonly #file: string
  readonly #storage: SafeStorage

  private constructor(file: string, storage: SafeStorage) {
    this.#file = file
    this.#storage = storage
  }

  /** Undefined where the system has no keychain that is worth the name: memory alone is used then. */
  static open(file: string, storage: SafeStorage | undefined): Keychain | undefined {
    if (!storage?.isEncryptionAvailable()) return undefined
    if (storage.getSelectedStorageBackend?.() === 'basic_text') return undefined
    return new Keychain(file, storage)
  }

  /** Undefined as well for what the keychain cannot decrypt any more, as another user's. */
  find(name: string): string | undefined {
    const blob = this.#read()[name]
    if (blob === undefined) return undefined
    try {
      return this.#storage.decryptString(Buffer.from(blob, 'base64'))
    } catch {
      return undefined
    }
  }

  keep(name: string, secret: string): void {
    const blob = this.#storage.encryptString(secret).toString('base64')
    this.#write({ ...this.#read(), [name]: blob })
  }

  forget(name: string): void {
    const { [name]: gone, ...rest } = this.#read()
    if (gone !== undefined) this.#write(rest)
  }

  /** A file that another program damaged is as good as none: what it held is asked for again. */
  #read(): Record<string, string> {
    try {
      return fileSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      return {}
    }
  }

  #write(blobs: Record<string, string>): void {
    try {
      const beside = `${this.#file}.${process.pid}.tmp`
      writeFileSync(beside, JSON.stringify(blobs), { mode: 0o600 })
      renameSync(beside, this.#file)
    } catch (cause) {
      throw notKept(this.#file, cause as Error)
    }
  }
}

function notKept(file: string, cause: Error): Failure {
  return new Failure(
    {
      code: 'permission-denied',
      message: `${file} cannot be written: ${cause.message}.`,
      advice:
        'Make room or make the data folder writable, or keep the answer for the session only.',
    },
    { cause },
  )
}

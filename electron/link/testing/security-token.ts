import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A security key in software: OpenSSH's provider for it, and how it is handled. */
export interface SecurityToken {
  /** For SecurityKeyProvider. */
  readonly provider: string
  /** Makes a key file of this token's, and the public one beside it; returns the latter's line. */
  makeKey(file: string, ...options: string[]): string
  /** Its PIN; undefined: it has none. */
  pin(pin: string | undefined): void
  plugIn(isSo: boolean): void
  /** False: it waits for a touch until this says that there is one. */
  touch(isSo: boolean): void
}

/** Why there can be none here; undefined: there can. */
export function whyNoToken(): string | undefined {
  const needed = ['/usr/bin/gcc', '/usr/include/openssl/evp.h', '/usr/lib/openssh/ssh-sk-helper']
  const absent = needed.find((file) => !existsSync(file))
  return absent && `a security key in software needs ${absent}`
}

/** Compiles one into a folder of its own. */
export function makeToken(folder: string): SecurityToken {
  mkdirSync(folder)
  const provider = join(folder, 'provider.so')
  const source = join(import.meta.dirname, 'security-token.c')
  const flags = ['-shared', '-fPIC', '-Wall', '-Wextra', '-Werror', `-DTOKEN="${folder}"`]
  execFileSync('gcc', [...flags, '-o', provider, source, '-lcrypto'])
  const set = (name: string, text: string | undefined) => {
    if (text === undefined) rmSync(join(folder, name), { force: true })
    else writeFileSync(join(folder, name), text)
  }
  return {
    provider,
    makeKey(file, ...options) {
      const how = options.flatMap((option) => ['-O', option])
      const args = ['-q', '-t', 'ed25519-sk', '-N', '', '-C', 'test', '-f', file, ...how]
      const env = { ...process.env, SSH_SK_PROVIDER: provider, SSH_ASKPASS_REQUIRE: 'never' }
      execFileSync('ssh-keygen', args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
      return readFileSync(`${file}.pub`, 'utf8')
    },
    pin: (pin) => set('pin', pin),
    plugIn: (isSo) => set('absent', isSo ? undefined : ''),
    touch: (isSo) => set('untouched', isSo ? undefined : ''),
  }
}

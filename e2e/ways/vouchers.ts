// Who vouches for operators beside the fleet's own key: servers are told of them as they start.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Realm, startRealm, whyNoRealm } from '../../electron/link/testing/realm.ts'
import { makeToken, whyNoToken } from '../../electron/link/testing/security-token.ts'
import type { Fleet } from '../fleet/fleet.ts'
import type { Login } from './matrix.ts'

const USERS = ['root', 'operator', 'runner']

/** A certificate authority, a security key and a Kerberos realm; the latter two where they can be. */
export class Vouchers {
  readonly #dir: string
  readonly #realm: Realm | undefined
  readonly #provider: string | undefined

  private constructor(dir: string, provider?: string, realm?: Realm) {
    this.#dir = dir
    this.#provider = provider
    this.#realm = realm
  }

  /** With a key and a security key that servers do not know otherwise, and a ticket for an hour. */
  static async make(): Promise<Vouchers> {
    const dir = mkdtempSync(join(tmpdir(), 'quotadeck-vouchers-'))
    for (const name of ['ca', 'certified'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, name)])
    const names = ['-I', 'operator', '-n', USERS.join(',')]
    execFileSync('ssh-keygen', ['-q', '-s', join(dir, 'ca'), ...names, join(dir, 'certified.pub')])
    const token = whyNoToken() ? undefined : makeToken(join(dir, 'token'))
    token?.makeKey(join(dir, 'touched'))
    const realm = whyNoRealm() ? undefined : await startRealm(join(dir, 'realm'))
    realm?.admits(USERS)
    realm?.ticket(3600)
    const config = ['Host *', 'GSSAPIAuthentication yes', 'IdentityFile none']
    writeFileSync(join(dir, 'ssh_config'), `${config.join('\n')}\n`)
    return new Vouchers(dir, token?.provider, realm)
  }

  /** Why there is no such login here; undefined: there is. */
  whyNot(login: Login): string | undefined {
    if (login === 'security key') return whyNoToken()
    return login === 'Kerberos ticket' ? whyNoRealm() : undefined
  }

  /** For servers: lines of sshd_config. */
  get settings(): string[] {
    // The command may read what no user of the servers may.
    const key = [
      `AuthorizedKeysCommand /usr/bin/cat ${this.securityKey}.pub`,
      'AuthorizedKeysCommandUser root',
    ]
    const tickets = ['GSSAPIAuthentication yes', 'GSSAPIStrictAcceptorCheck no']
    return [
      `TrustedUserCAKeys ${join(this.#dir, 'ca.pub')}`,
      ...(this.#provider ? key : []),
      ...(this.#realm ? tickets : []),
    ]
  }

  /** For servers and for the operator. */
  get env(): Readonly<Record<string, string>> {
    return {
      ...this.#realm?.env,
      ...(this.#provider !== undefined && { SSH_SK_PROVIDER: this.#provider }),
    }
  }

  /** A key file with its certificate beside it. */
  get certified(): string {
    return join(this.#dir, 'certified')
  }

  /** The file of a key that the device holds. */
  get securityKey(): string {
    return join(this.#dir, 'touched')
  }

  /** It lets a ticket log in, and no key. */
  get sshConfigFile(): string {
    return join(this.#dir, 'ssh_config')
  }

  /** Makes the fleet's servers known to the realm. */
  know(fleet: Fleet): void {
    this.#realm?.serves(fleet.agents.map(({ host }) => host))
  }

  async close(): Promise<void> {
    await this.#realm?.stop()
    rmSync(this.#dir, { recursive: true, force: true })
  }
}

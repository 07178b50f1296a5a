// How the tests log in to a fleet: what an operator records of an agent, and what they have at hand.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Agent, agentSchema } from '../../electron/contract/agent.ts'
import { connectPool, type SshPool } from '../../electron/link/pool.ts'
import type { SecretStore } from '../../electron/link/secrets.ts'
import { LOGIN_CODE } from '../fleet/accounts.ts'
import type { Fleet, FleetAgent } from '../fleet/fleet.ts'
import type { Cell, Login, Privilege } from './matrix.ts'
import type { Vouchers } from './vouchers.ts'

const PASSPHRASE = 'open sesame 7'

const ROOT: Record<Privilege, Pick<Agent, 'user' | 'privilege'>> = {
  'root login': { user: 'root', privilege: 'none' },
  sudo: { user: 'runner', privilege: 'sudo' },
  'sudo with password': { user: 'operator', privilege: 'sudo' },
  'doas with password': { user: 'operator', privilege: 'doas' },
}

/** What an operator has on their machine: a key, the same key encrypted, an ssh-agent with it. */
export class Operator {
  readonly #fleet: Fleet
  readonly #vouchers: Vouchers
  readonly #dir = mkdtempSync(join(tmpdir(), 'quotadeck-ways-'))
  #agent: ChildProcess | undefined

  constructor(fleet: Fleet, vouchers: Vouchers) {
    this.#fleet = fleet
    this.#vouchers = vouchers
  }

  /** Makes the encrypted key and starts the ssh-agent. */
  async prepare(): Promise<void> {
    const key = this.#fleet.agents[0]?.identityFile ?? ''
    copyFileSync(key, this.#lockedKey)
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', this.#lockedKey])
    this.#agent = spawn('ssh-agent', ['-D', '-a', this.#socket], { stdio: 'ignore' })
    while (!existsSync(this.#socket)) await sleep(10)
    execFileSync('ssh-add', ['-q', key], {
      env: { ...process.env, SSH_AUTH_SOCK: this.#socket },
      stdio: 'ignore',
    })
  }

  /** A pool of one agent, reached as the cell says. */
  poolFor(fleetAgent: FleetAgent, { carrier, login, privilege }: Omit<Cell, 'fault'>): SshPool {
    const { name, host, port, knownHostsFile, identityFile } = fleetAgent
    const keys: Record<Login, string | undefined> = {
      'key file': identityFile,
      'encrypted key': this.#lockedKey,
      'ssh-agent': undefined,
      password: undefined,
      'key and code': identityFile,
      certificate: this.#vouchers.certified,
      'security key': this.#vouchers.securityKey,
      'Kerberos ticket': undefined,
    }
    const record = { name, host, port, knownHostsFile, carrier, identityFile: keys[login] }
    const user = login === 'key and code' ? { user: 'second' } : {}
    const { sshConfigFile } = this.#vouchers
    const config = login === 'Kerberos ticket' ? { useSshConfig: true, sshConfigFile } : {}
    const agent = agentSchema.parse({ ...record, ...ROOT[privilege], ...user, ...config })
    return connectPool({
      agent: () => agent,
      secrets: this.#secrets(login),
      prompter: { ask: async () => ({ answers: [LOGIN_CODE] }) },
      ownKnownHosts: join(this.#dir, 'known_hosts'),
      sshAuthSock: login === 'ssh-agent' ? this.#socket : '',
    })
  }

  #secrets(login: Login): SecretStore {
    const find: SecretStore['find'] = ({ kind }) => {
      // No login is to work by another way in; PAM asks for a code under the name of a password, too.
      if (kind === 'password' && login !== 'password') return undefined
      if (kind === 'passphrase') return PASSPHRASE
      return this.#fleet.password
    }
    return { find, forget: () => {} }
  }

  get #lockedKey(): string {
    return join(this.#dir, 'locked')
  }

  get #socket(): string {
    return join(this.#dir, 'agent.sock')
  }

  close(): void {
    this.#agent?.kill()
    rmSync(this.#dir, { recursive: true, force: true })
  }
}

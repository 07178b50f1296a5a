import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from './sshd.ts'

/** A Kerberos realm of a test's own on loopback; nothing of the machine's is read or changed. */
export interface Realm {
  /** For those who log in, and for the server: the realm, its keys, and where tickets are kept. */
  readonly env: Readonly<Record<string, string>>
  /** Gets a ticket as root, which is valid so long, s; `cache` is where else it is kept. */
  ticket(seconds: number, cache?: string): void
  /** Knows servers at these addresses, too. */
  serves(addresses: readonly string[]): void
  /** Lets root's tickets log in as these users of the servers. */
  admits(users: readonly string[]): void
  /** Throws tickets away. */
  noTicket(): void
  stop(): Promise<void>
}

const programs = ['/usr/sbin/krb5kdc', '/usr/sbin/kadmin.local', '/usr/bin/kinit']

/** Why there can be none here; undefined: there can. */
export function whyNoRealm(): string | undefined {
  const absent = programs.find((file) => !existsSync(file))
  return absent && `a Kerberos realm needs ${absent}`
}

/** Starts one, in a folder of its own, that knows root and the server at 127.0.0.1. */
export async function startRealm(folder: string): Promise<Realm> {
  mkdirSync(folder)
  const file = (name: string) => join(folder, name)
  const address = `127.0.0.1:${await freePort()}`
  writeFileSync(file('krb5.conf'), clientConfig(folder, address))
  writeFileSync(file('kdc.conf'), serverConfig(folder, address))
  const env = {
    KRB5_CONFIG: file('krb5.conf'),
    KRB5_KDC_PROFILE: file('kdc.conf'),
    KRB5_KTNAME: file('host.keytab'),
    KRB5CCNAME: `FILE:${file('tickets')}`,
  }
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { env: { ...process.env, ...env }, stdio: 'pipe' })
  const addPrincipals = (keytab: string, names: readonly string[]) => {
    const commands = names.flatMap((name) => [
      `addprinc -randkey ${name}`,
      `ktadd -k ${file(keytab)} ${name}`,
    ])
    execFileSync('/usr/sbin/kadmin.local', {
      env: { ...process.env, ...env },
      input: commands.map((line) => `${line}\n`).join(''),
      stdio: 'pipe',
    })
  }
  run('/usr/sbin/kdb5_util', 'create', '-s', '-P', 'of this test alone')
  mkdirSync(file('logins'))
  addPrincipals('root.keytab', ['root'])
  addPrincipals('host.keytab', ['host/127.0.0.1'])
  const kdc = spawn('/usr/sbin/krb5kdc', ['-n'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(kdc, 'exit')
  // It says so when it listens.
  await Promise.race([once(kdc.stderr, 'data'), ended])
  kdc.stderr.resume()
  return {
    env,
    ticket(seconds, cache = env.KRB5CCNAME) {
      const keytab = ['-k', '-t', file('root.keytab')]
      run('/usr/bin/kinit', '-c', cache, '-l', `${seconds}s`, ...keytab, 'root')
    },
    serves: (addresses) =>
      addPrincipals(
        'host.keytab',
        addresses.map((address) => `host/${address}`),
      ),
    admits(users) {
      for (const user of users) writeFileSync(join(file('logins'), user), 'root@TEST\n')
    },
    noTicket: () => rmSync(file('tickets'), { force: true }),
    async stop() {
      kdc.kill()
      await ended
    },
  }
}

function clientConfig(folder: string, address: string): string {
  return `[libdefaults]
  default_realm = TEST
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  rdns = false
  k5login_directory = ${folder}/logins
[realms]
  TEST = {
    kdc = ${address}
  }
`
}

function serverConfig(folder: string, address: string): string {
  return `[kdcdefaults]
  kdc_listen = ${address}
  kdc_tcp_listen = ${address}
[realms]
  TEST = {
    database_name = ${folder}/principal
    key_stash_file = ${folder}/stash
    acl_file = ${folder}/acl
  }
[logging]
  kdc = FILE:${folder}/kdc.log
`
}

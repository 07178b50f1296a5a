// The lab's keys and its throwaway password.

import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { must } from './command.ts'
import type { AgentPlan } from './plan.ts'

export type LabKeys = {
  /** The line for authorized_keys of the one key that may log in to the agents. */
  authorizedKey: string
  sudoPassword: string
  /** The password as /etc/shadow wants it. */
  passwordHash: string
}

/** Makes an ed25519 key without a passphrase and returns the line of its public half. */
export async function makeKey(file: string, comment: string): Promise<string> {
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file])
  return readFileSync(`${file}.pub`, 'utf8').trim()
}

/** The line of a known_hosts file for a server and its public key. */
export function knownHostsLine(host: string, port: number, publicKey: string): string {
  const [type, key] = publicKey.split(' ')
  return `${port === 22 ? host : `[${host}]:${port}`} ${type} ${key}\n`
}

/**
 * Makes the client's key, a host key in the folder of every agent, the known_hosts file that goes
 * with them, and a password.
 */
export async function makeKeys(
  dir: string,
  plans: readonly AgentPlan[],
  port: number,
): Promise<LabKeys> {
  const authorizedKey = await makeKey(join(dir, 'id_ed25519'), 'lab')
  let knownHosts = ''
  for (const { name, host } of plans) {
    mkdirSync(join(dir, name), { mode: 0o700 })
    const publicKey = await makeKey(join(dir, name, 'host_key'), name)
    knownHosts += knownHostsLine(host, port, publicKey)
  }
  writeFileSync(join(dir, 'known_hosts'), knownHosts, { mode: 0o600 })
  const sudoPassword = randomBytes(12).toString('base64url')
  return { authorizedKey, sudoPassword, passwordHash: await hashOf(sudoPassword) }
}

async function hashOf(password: string): Promise<string> {
  const hash = await must('busybox', ['mkpasswd', '-m', 'sha512', '-P', '0'], {
    input: `${password}\n`,
  })
  return hash.trim()
}

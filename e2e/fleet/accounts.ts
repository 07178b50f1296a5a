// Who may log in to the agents of a fleet and how they become root. All agents are alike.

import { AGENT_PATH } from './layout.ts'

/** User ids by name, clear of the machine's own. */
export const USERS = {
  /** sudo with the fleet's password. */
  operator: 64001,
  /** sudo without a password. */
  runner: 64002,
  /** sudo without a password; logs in with a key and then a code, where the servers use PAM. */
  second: 64004,
  /** No way to become root. */
  guest: 64003,
} as const

const SYSTEM = [
  'sshd:x:64900:64900::/run/sshd:/usr/sbin/nologin',
  'nobody:x:65534:65534::/:/usr/sbin/nologin',
]

/** The text of passwd, group and shadow, for the agents and for the servers themselves. */
export function accountFiles(passwordHash: string): Record<'passwd' | 'group' | 'shadow', string> {
  const users = Object.entries(USERS)
  const root = 'root:x:0:0::/root:/bin/sh'
  const passwd = users.map(([name, id]) => `${name}:x:${id}:${id}::/home/${name}:/bin/sh`)
  const group = users.map(([name, id]) => `${name}:x:${id}:`)
  const shadow = [...users, ['root']].map(([name]) => `${name}:${passwordHash}:19000:0:99999:7:::`)
  return {
    passwd: lines([root, ...SYSTEM, ...passwd]),
    group: lines([
      'root:x:0:',
      'tty:x:5:',
      'shadow:x:42:',
      'sshd:x:64900:',
      'nogroup:x:65534:',
      ...group,
    ]),
    shadow: lines(shadow),
  }
}

export const SUDOERS = lines([
  'Defaults env_reset, !syslog',
  `Defaults secure_path="${AGENT_PATH}"`,
  'root ALL=(ALL:ALL) ALL',
  'operator ALL=(ALL:ALL) ALL',
  'runner ALL=(ALL:ALL) NOPASSWD: ALL',
  'second ALL=(ALL:ALL) NOPASSWD: ALL',
])

export const DOAS_CONF = lines(['permit operator', 'permit nopass runner'])

/** What `second` is asked for. */
export const LOGIN_CODE = '424242'

/** Checks it: PAM hands over what was answered. */
export const CHECK_CODE = lines(['#!/bin/sh', `[ "$(tr -d '\\000')" = ${LOGIN_CODE} ]`])

/** Of the servers, where they use PAM: a code of `second`, a password of everybody else. */
export function pamOfSshd(checkCode: string): string {
  return lines([
    'auth [success=1 default=ignore] pam_succeed_if.so quiet user = second',
    'auth [success=done default=die] pam_unix.so',
    `auth requisite pam_exec.so quiet expose_authtok ${checkCode}`,
    'auth required pam_permit.so',
    'account required pam_permit.so',
    'session required pam_permit.so',
  ])
}

/** PAM without anything that needs a running system. */
export const PAM = lines([
  'auth required pam_unix.so',
  'account required pam_unix.so',
  'session required pam_permit.so',
])

function lines(text: readonly string[]): string {
  return `${text.join('\n')}\n`
}

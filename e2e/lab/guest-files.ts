// The files that make a guest a machine of its own on top of the host's root: accounts, names,
// SSH, sudo and the units that run.

import { chmodSync, chownSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GuestFile } from './kinds/kind.ts'
import type { AgentPlan } from './plan.ts'

/** The login of agents whose operators have to use sudo. */
export const OPERATOR = { name: 'operator', uid: 1000, gid: 1000 }

export type GuestIdentity = {
  agent: AgentPlan
  /** /etc/passwd and /etc/group of the host. */
  hostPasswd: string
  hostGroup: string
  /** crypt(3) hash of the operator's password. */
  passwordHash: string
  /** The one public key that may log in, as root and as the operator. */
  authorizedKey: string
  /** ed25519 host key in OpenSSH's format, and the line of its public half. */
  hostKey: string
  hostPublicKey: string
  machineId: string
  unit: string
}

// Units that wait for devices or consoles that a guest has not got.
const MASKED = [
  'getty.target',
  'systemd-logind.service',
  'systemd-udev-trigger.service',
  'systemd-udevd.service',
  'systemd-udevd-control.socket',
  'systemd-udevd-kernel.socket',
]

// UsePAM and UseDNS delay logins by many seconds where logind and a name server are missing.
const SSHD_CONFIG = `HostKey /etc/ssh/ssh_host_ed25519_key
AuthorizedKeysFile /etc/ssh/authorized_keys/%u
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
UseDNS no
Subsystem sftp internal-sftp
`

const SUDOERS = `Defaults env_reset
Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
root ALL=(ALL:ALL) ALL
${OPERATOR.name} ALL=(ALL:ALL) ALL
`

const SUDO_PAM = `auth required pam_unix.so
account required pam_unix.so
session required pam_permit.so
`

/** The lines of a passwd or group file whose id is one of the system's. */
function systemLines(text: string): string[] {
  return text.split('\n').filter((line) => {
    const [name, , id] = line.split(':')
    if (name === undefined || id === undefined || name === OPERATOR.name || name === 'root')
      return false
    return Number(id) < 1000 || Number(id) === 65534
  })
}

/** Accounts: the host's system users, root without a password, the operator with one. */
function accountFiles({ hostPasswd, hostGroup, passwordHash }: GuestIdentity): GuestFile[] {
  const { name, uid, gid } = OPERATOR
  const users = systemLines(hostPasswd)
  const passwd = [
    'root:x:0:0:root:/root:/bin/bash',
    ...users,
    `${name}:x:${uid}:${gid}::/home/${name}:/bin/bash`,
  ]
  const shadow = [
    'root:*:19700::::::',
    ...users.map((line) => `${line.split(':')[0]}:*:19700::::::`),
    `${name}:${passwordHash}:19700::::::`,
  ]
  const group = ['root:x:0:', ...systemLines(hostGroup), `${name}:x:${gid}:`]
  return [
    { path: '/etc/passwd', content: `${passwd.join('\n')}\n` },
    { path: '/etc/group', content: `${group.join('\n')}\n` },
    { path: '/etc/shadow', content: `${shadow.join('\n')}\n`, mode: 0o600 },
    { path: `/home/${name}`, folder: true, mode: 0o700, owner: OPERATOR },
  ]
}

function nameFiles({ agent, machineId }: GuestIdentity): GuestFile[] {
  const hosts = `127.0.0.1 localhost\n${agent.guestAddress} ${agent.name}\n`
  return [
    { path: '/etc/hostname', content: `${agent.name}\n` },
    { path: '/etc/hosts', content: hosts },
    { path: '/etc/machine-id', content: `${machineId}\n` },
    {
      path: '/etc/nsswitch.conf',
      content: 'passwd: files\ngroup: files\nshadow: files\nhosts: files\n',
    },
    { path: '/etc/resolv.conf', content: '' },
    { path: '/etc/fstab', content: '' },
  ]
}

function loginFiles({ authorizedKey, hostKey, hostPublicKey }: GuestIdentity): GuestFile[] {
  const users = ['root', OPERATOR.name]
  return [
    { path: '/etc/ssh/sshd_config', content: SSHD_CONFIG },
    { path: '/etc/ssh/ssh_host_ed25519_key', content: hostKey, mode: 0o600 },
    { path: '/etc/ssh/ssh_host_ed25519_key.pub', content: hostPublicKey },
    ...users.map((user) => ({
      path: `/etc/ssh/authorized_keys/${user}`,
      content: `${authorizedKey}\n`,
    })),
    { path: '/etc/sudoers', content: SUDOERS, mode: 0o440 },
    { path: '/etc/pam.d/sudo', content: SUDO_PAM },
  ]
}

function unitFiles(unit: string): GuestFile[] {
  const etc = '/etc/systemd/system'
  return [
    { path: `${etc}/default.target`, linkTo: '/lib/systemd/system/multi-user.target' },
    {
      path: `${etc}/multi-user.target.wants/ssh.service`,
      linkTo: '/lib/systemd/system/ssh.service',
    },
    { path: `${etc}/multi-user.target.wants/${unit}`, linkTo: `${etc}/${unit}` },
    ...MASKED.map((name) => ({ path: `${etc}/${name}`, linkTo: '/dev/null' })),
  ]
}

/** All files that every kind of guest has. */
export function guestFiles(identity: GuestIdentity): GuestFile[] {
  return [
    ...accountFiles(identity),
    ...nameFiles(identity),
    ...loginFiles(identity),
    ...unitFiles(identity.unit),
  ]
}

/** Writes the files below `root`, a new folder, as they are to lie below the guest's root. */
export function writeGuestFiles(root: string, files: readonly GuestFile[]): void {
  mkdirSync(root, { mode: 0o755 })
  for (const file of files) writeGuestFile(join(root, file.path), file)
}

function writeGuestFile(path: string, file: GuestFile): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
  if ('linkTo' in file) {
    symlinkSync(file.linkTo, path)
    return
  }
  if ('folder' in file) mkdirSync(path, { recursive: true })
  else if ('copyOf' in file) copyFileSync(file.copyOf, path)
  else writeFileSync(path, file.content, { mode: 0o600 })
  chmodSync(path, file.mode ?? 0o644)
  chownSync(path, file.owner?.uid ?? 0, file.owner?.gid ?? 0)
}

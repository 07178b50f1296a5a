// What a machine needs to run a lab, and what to do where it is missing.

import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { COMMAND_PATH } from './command.ts'

/** Debian's packages by the command that shows they are there. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux.uml': 'user-mode-linux',
  'mkfs.xfs': 'xfsprogs',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  busybox: 'busybox-static',
  ip: 'iproute2',
  sudo: 'sudo',
  curl: 'curl',
  '/lib/systemd/systemd': 'systemd',
  'dbus-daemon': 'dbus',
  nsenter: 'util-linux',
}

const SEARCH_PATH = COMMAND_PATH.split(delimiter)

/** Whether a command is in the path, or a program at an absolute one. */
export function isThere(command: string): boolean {
  const paths = command.startsWith('/') ? [command] : SEARCH_PATH.map((dir) => join(dir, command))
  return paths.some((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** What keeps this machine from running a lab, each with what to do; empty when nothing does. */
export function missingForLab(): string[] {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return [`a lab runs on Linux on x86-64 only, not on ${process.platform} ${process.arch}`]
  const problems: string[] = []
  if (process.getuid?.() !== 0)
    problems.push('a lab makes network devices: run it as root, for example with sudo')
  const packages = Object.entries(PACKAGES).filter(([command]) => !isThere(command))
  if (packages.length > 0)
    problems.push(
      `some packages are missing: apt-get install --no-install-recommends ${packages.map(([, name]) => name).join(' ')}`,
    )
  if (!existsSync('/dev/net/tun'))
    problems.push('/dev/net/tun is missing: in a container, start it with --device /dev/net/tun')
  return problems
}

/** Throws one error with all that is missing. */
export function requireLab(): void {
  const problems = missingForLab()
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

// What a machine needs to run a fleet, and what to do where it is missing.

import { isThere } from '../lab/requirements.ts'

/** Debian's packages by the command that shows they are there. */
const PACKAGES: Readonly<Record<string, string>> = {
  sshd: 'openssh-server',
  'ssh-keygen': 'openssh-client',
  busybox: 'busybox-static',
  unshare: 'util-linux',
  sudo: 'sudo',
}

/** Why no fleet can run here; undefined: one can. */
export function whyNoFleet(): string | undefined {
  if (process.platform !== 'linux') return 'a fleet needs Linux'
  if (process.getuid?.() !== 0) return 'a fleet needs root'
  const missing = Object.keys(PACKAGES).filter((command) => !isThere(command))
  if (missing.length === 0) return undefined
  const packages = missing.map((command) => PACKAGES[command]).join(' ')
  return `a fleet needs ${missing.join(', ')}: apt-get install --no-install-recommends ${packages}`
}

export function requireFleet(): void {
  const why = whyNoFleet()
  if (why) throw new Error(why)
}

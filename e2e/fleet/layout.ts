// Where things are inside the fleet's own mount namespace. /run is a file system of the fleet's.

export const HOME = '/run/fleet'
export const AGENTS = `${HOME}/agents`
/** Files that all agents share by hard links. */
export const COMMON = `${HOME}/common`
export const AUTHORIZED_KEYS = `${HOME}/authorized_keys`
/** The host keys, and one sshd_config for each server. */
export const SERVERS = `${HOME}/servers`
/** The listeners that are no sshd, as JSON; empty when there are none. */
export const TROUBLE_FILE = `${HOME}/trouble.json`
/** The mounts of the machine's programs in every root, as fstab(5) writes them. */
export const MOUNTS = `${HOME}/mounts`
/** The folders that it makes full. */
export const FULL_DISKS = `${HOME}/full-disks`
/** Folders of an agent that have no free byte with the fault `full-disk`. */
export const FILLED_FOLDERS = ['var/lib/quotadeck', 'etc/mesos'] as const

/** An agent's root folder. */
export function rootOf(agent: string): string {
  return `${AGENTS}/${agent}`
}

/** The agents' PATH; it starts with their pretend programs. */
export const AGENT_PATH = '/opt/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

// What goes wrong with agents, on purpose: for tests of what the console says then.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { knownHostsLine, makeKey } from './keys.ts'
import type { Lab } from './lab.ts'
import { endSession, type Session, signalLeader } from './processes.ts'
import { sshAsRoot } from './ssh.ts'
import { type LabAgent, readState } from './state.ts'

function machineOf(lab: Lab, agent: LabAgent): Session {
  const machine = readState(lab.name)?.machines[agent.name]
  if (machine === undefined) throw new Error(`the lab '${lab.name}' has no machine ${agent.name}`)
  return machine
}

async function asRoot(
  agent: LabAgent,
  script: string,
  argument: string,
  input = '',
): Promise<void> {
  const result = await sshAsRoot(agent, ['sh', '-c', script, 'sh', argument], { input })
  if (result.status !== 0) throw new Error(`${agent.name}: ${result.stderr.trim()}`)
}

/** Stops the agent's machine where it stands: connections hang, nothing is refused. */
export function freeze(lab: Lab, agent: LabAgent): void {
  signalLeader(machineOf(lab, agent), 'SIGSTOP')
}

/** Lets a frozen machine go on. */
export function thaw(lab: Lab, agent: LabAgent): void {
  signalLeader(machineOf(lab, agent), 'SIGCONT')
}

/** Takes the power away: new connections end before the server has said a word. */
export async function powerOff(lab: Lab, agent: LabAgent): Promise<void> {
  await endSession(machineOf(lab, agent))
}

const FILLER = '.lab-filler'

/** Fills the file system of the agent's folder until not one byte is free. */
export async function fillDisk(agent: LabAgent, folder = '/var/lib/quotadeck'): Promise<void> {
  const script = `cd "$1" || exit 1
dd if=/dev/zero of=${FILLER} bs=1M 2>/dev/null
dd if=/dev/zero bs=1 count=4096 >>${FILLER} 2>/dev/null
test "$(stat -f -c %a .)" = 0 || { echo "$1 still has room" >&2; exit 1; }`
  await asRoot(agent, script, folder)
}

/** Undoes `fillDisk`. */
export async function freeDisk(agent: LabAgent, folder = '/var/lib/quotadeck'): Promise<void> {
  await asRoot(agent, `rm -f "$1/${FILLER}"`, folder)
}

/**
 * Gives the agent's SSH server another host key. The lab's known_hosts file stays as it is, so
 * that clients see a changed key; the agent returned names a file with the new one.
 */
export async function changeHostKey(lab: Lab, agent: LabAgent): Promise<LabAgent> {
  const dir = join(lab.dir, agent.name)
  const keyFile = join(dir, `host_key.${Date.now()}`)
  const publicKey = await makeKey(keyFile, agent.name)
  const script = `umask 077; cat >"$1.new" && rm -f "$1.pub" && mv "$1.new" "$1" &&
systemctl restart ssh.service`
  const input = readFileSync(keyFile, 'utf8')
  await asRoot(agent, script, '/etc/ssh/ssh_host_ed25519_key', input)
  const knownHostsFile = `${keyFile}.known_hosts`
  writeFileSync(knownHostsFile, knownHostsLine(agent.host, agent.port, publicKey), { mode: 0o600 })
  return { ...agent, knownHostsFile }
}

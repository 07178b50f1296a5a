// The agent's program in the guest: the stand-in that the build makes, or a real mesos-agent.

import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { KINDS } from './kinds/index.ts'
import { EXAMPLE_HOOK_LIBRARY, type GuestFile } from './kinds/kind.ts'
import type { AgentPlan } from './plan.ts'
import { shellQuoted } from './ssh.ts'

const BUILD = new URL('../../native-hook/out/bin/', import.meta.url).pathname
const STAND_IN = `${BUILD}mesos-agent`
const EXAMPLE_HOOK_BUILD = `${BUILD}libexample-environment-hook.so`
const PRETEND_DOCKER = new URL('./guest/docker', import.meta.url).pathname
const DEFAULT_MASTER = 'zk://127.0.0.1:2181/mesos'

// The guest has folders of its own in these places.
const NOT_IN_GUEST = ['/dev', '/proc', '/root', '/run', '/sys', '/tmp']

export type AgentBinary = { path: string; real: boolean; docker: string | undefined }

/** Chooses the agent's program. Throws when it is not there or a guest could not see it. */
export function agentBinary(options: { agentBin?: string; docker?: string }): AgentBinary {
  if (options.agentBin === undefined) {
    if (!existsSync(STAND_IN))
      throw new Error(
        `${STAND_IN} is missing: build it with 'cmake -S native-hook -B native-hook/out -G Ninja && ninja -C native-hook/out'`,
      )
    return { path: STAND_IN, real: false, docker: undefined }
  }
  const path = options.agentBin
  if (!isAbsolute(path) || !existsSync(path))
    throw new Error(`--agent-bin: ${path} is not the absolute path of a file`)
  if (NOT_IN_GUEST.some((folder) => path.startsWith(`${folder}/`)))
    throw new Error(
      `--agent-bin: guests do not see ${path}: put the agent outside of ${NOT_IN_GUEST.join(', ')}`,
    )
  return { path, real: true, docker: options.docker ?? '/usr/local/bin/lab-docker' }
}

/**
 * Starts a real agent from where it lies, since it finds its libraries from there. It refuses to
 * start beside a cgroup2 mount, which is therefore hidden from it.
 */
function realAgentLauncher(path: string): string {
  return `#!/bin/sh
exec unshare --mount sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"' sh ${shellQuoted(path)} "$@"
`
}

/** The agent's program and all files that its kind adds. */
export function agentFiles(
  agent: AgentPlan,
  binary: AgentBinary,
  master = DEFAULT_MASTER,
): GuestFile[] {
  // A module is bound to the Mesos it was built for: a real agent does not get the stand-in's.
  const exampleHook = !binary.real && existsSync(EXAMPLE_HOOK_BUILD)
  const program = '/usr/sbin/mesos-agent'
  return [
    binary.real
      ? { path: program, content: realAgentLauncher(binary.path), mode: 0o755 }
      : { path: program, copyOf: binary.path, mode: 0o755 },
    ...(binary.real
      ? [{ path: '/usr/local/bin/lab-docker', copyOf: PRETEND_DOCKER, mode: 0o755 }]
      : []),
    ...(exampleHook
      ? [{ path: EXAMPLE_HOOK_LIBRARY, copyOf: EXAMPLE_HOOK_BUILD, mode: 0o755 }]
      : []),
    ...KINDS[agent.kind].files({ agent, master, docker: binary.docker, exampleHook }),
  ]
}

import { readFileSync } from 'node:fs'
import type { AgentPlan } from '../plan.ts'

/** A file, link or folder to be in the guest beside what the host's root has. */
export type GuestFile = {
  /** Absolute path in the guest. */
  path: string
  /** Octal permissions; 0644 unless given. */
  mode?: number
  /** Numeric owner and group; root unless given. */
  owner?: { uid: number; gid: number }
} & ({ content: string } | { copyOf: string } | { linkTo: string } | { folder: true })

/** What a kind needs to know about the lab to write an agent's files. */
export type KindContext = {
  agent: AgentPlan
  /** The value of --master. */
  master: string
  /** The docker command for a real agent; undefined for the stand-in, which runs none. */
  docker: string | undefined
  /** Whether guests have the example hook of `EXAMPLE_HOOK_LIBRARY`. */
  exampleHook: boolean
}

/** A way in which operators install an agent. */
export type Kind = {
  /** The login that operators use; `sudo` says whether it needs a password to become root. */
  login: 'root' | 'operator'
  unit: string
  files: (context: KindContext) => GuestFile[]
}

export const WORK_DIR = '/var/lib/mesos'
export const EXAMPLE_HOOK_LIBRARY = '/opt/example/libexample-environment-hook.so'
export const EXAMPLE_HOOK = 'org_example_EnvironmentHook'

/** The init wrapper of the packages, for the role 'slave'. */
export function wrapperText(): string {
  return readFileSync(new URL('../guest/mesos-init-wrapper', import.meta.url), 'utf8')
}

/** A manifest as operators have it before Quotadeck: one library, one harmless hook. */
export function exampleManifest(): string {
  const manifest = {
    libraries: [{ file: EXAMPLE_HOOK_LIBRARY, modules: [{ name: EXAMPLE_HOOK }] }],
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'

const bin = join(import.meta.dirname, '../../native-hook/out/bin')

function built(name: string): string {
  const path = join(bin, name)
  if (!existsSync(path)) throw new Error(`${path} is not built: npm run native`)
  return path
}

/** The builds that the demo deploys, or tries to. */
export const builds = {
  /** The hook for the Mesos of the lab's agents. */
  right: () => built('libquotadeck-hook-1.12.0.so'),
  /** The same for another Mesos. */
  otherMesos: () => built('libquotadeck-hook-1.11.0.so'),
  /** For the right Mesos, but it cannot be created: an agent with it does not start. */
  refuses: () => built('libquotadeck-hook-refuses.so'),
}

/** The hook order that the demo asks for: ours first, the one that agents had after it. */
export const wantedHooks = ['org_quotadeck_XfsQuotaHook', 'org_example_EnvironmentHook']

// What stands on an agent's disk, and what has changed there: by the lab's own way in.

import type { LabAgent } from '../lab/lab.ts'
import { onAgent } from '../stage/kernel.ts'

/** Quotadeck's own folder on an agent. */
const OWN = '/var/lib/quotadeck'

/**
 * Nothing is left out, since the machine itself writes nothing there once it is up. The agent's work
 * directory, /var/lib/mesos, is a file system of its own and not seen: containers come and go there.
 *
 * The guest's root is an overlay on the machine's, which is read-only to it: all that the guest
 * has and could have changed lies in the upper layer, also what was removed, as a device 0:0.
 * The checksums of files, an empty entry, then path and attributes of everything by turns.
 */
const LIST = `cd /run/lab-upper || exit
set -- etc opt var/lib
for folder; do shift; [ ! -d "$folder" ] || set -- "$@" "$folder"; done
find "$@" -type f -exec sha256sum -z {} + &&
printf '\\0' &&
find "$@" -printf '/%p\\0%y %m %U:%G %l\\0' &&
find ${OWN} -ignore_readdir_race -printf '%p\\0%y %m %U:%G\\0'`

/** Type, mode, owner and content of everything beneath /etc, /opt and /var/lib, by path. */
export type Disk = ReadonlyMap<string, string>

/** Looks at the agent's disk. Of files in Quotadeck's own folder the content is not looked at. */
export async function diskOf(agent: LabAgent): Promise<Disk> {
  const [sums = '', list = ''] = (await onAgent(agent, ['sh', '-c', LIST])).split('\0\0', 2)
  const sumOf = new Map(sums.split('\0').map((line) => [`/${line.slice(66)}`, line.slice(0, 64)]))
  const words = list.split('\0')
  const disk = new Map<string, string>()
  for (let at = 0; at + 1 < words.length; at += 2) {
    const path = words[at] ?? ''
    disk.set(path, `${words[at + 1]} ${sumOf.get(path) ?? ''}`)
  }
  if (!disk.has('/etc')) throw new Error(`${agent.name}: its disk could not be listed`)
  return disk
}

/** Paths that came, went or are otherwise, sorted: those of Quotadeck's own folder, and all others. */
export function changedOn(before: Disk, after: Disk): { own: string[]; others: string[] } {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  const changed = paths.filter((path) => before.get(path) !== after.get(path))
  const isOwn = (path: string): boolean => path.startsWith(`${OWN}/`)
  return { own: changed.filter(isOwn), others: changed.filter((path) => !isOwn(path)) }
}

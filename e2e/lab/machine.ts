// One guest: its disk, and the User Mode Linux process that runs it.

import { copyFileSync, readFileSync, statfsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { COMMAND_PATH, must } from './command.ts'
import { insideNamespace } from './network.ts'
import type { AgentPlan } from './plan.ts'
import { type Session, startSession } from './processes.ts'

const INIT = new URL('./guest/init.sh', import.meta.url).pathname
const MEBIBYTE = 1024 * 1024

/** mkfs.xfs wants 300 MiB; the rest is room for containers. Sparse: only what is written counts. */
const DISK_SIZE = 640 * MEBIBYTE

export type MachineOptions = {
  agent: AgentPlan
  /** The agent's folder in the lab's. */
  dir: string
  forwarder: Session
  memoryMiB: number
  /** Mount cgroup v1 hierarchies, as a real agent's Docker containerizer wants them. */
  cgroupV1: boolean
}

/** Makes the disk that becomes the agent's work directory. */
export async function makeDisk(dir: string): Promise<void> {
  const image = join(dir, 'work.img')
  const file = await open(image, 'wx', 0o600)
  await file.truncate(DISK_SIZE)
  await file.close()
  await must('mkfs.xfs', ['-q', image])
}

/** Powers the guest on. Its console is written to `console.log` in its folder. */
export function powerOn(options: MachineOptions): Session {
  const { dir, forwarder } = options
  // Beside the guest's files: the path of this source may have letters that a kernel command line
  // cannot carry.
  copyFileSync(INIT, join(dir, 'init.sh'))
  const [command = '', ...prefix] = insideNamespace(forwarder)
  const { session } = startSession(command, [...prefix, 'linux.uml', ...kernelArgs(options)], {
    logFile: join(dir, 'console.log'),
    cwd: dir,
    env: { PATH: COMMAND_PATH, TERM: 'linux', HOME: dir, TMPDIR: memoryDir(options) },
  })
  return session
}

function kernelArgs({ agent, dir, memoryMiB, cgroupV1 }: MachineOptions): string[] {
  return [
    `mem=${memoryMiB}M`,
    'rootfstype=hostfs',
    'rootflags=/',
    'ro',
    'quiet',
    `ubda=${join(dir, 'work.img')}`,
    `eth0=tuntap,${agent.tap},${agent.macAddress}`,
    `init=${join(dir, 'init.sh')}`,
    'con=null',
    'con0=null,fd:1',
    `uml_dir=${dir}`,
    `umid=${agent.name}`,
    // What services say reaches console.log, to be shown when the guest does not come up.
    'systemd.journald.forward_to_console=1',
    `lab_files=${join(dir, 'files')}`,
    `lab_address=${agent.guestAddress}/${agent.prefixLength}`,
    `lab_gateway=${agent.gateway}`,
    ...(cgroupV1 ? ['systemd.unified_cgroup_hierarchy=0'] : []),
  ]
}

/** The folder for the file that backs the guest's memory: /dev/shm unless it is small or noexec. */
function memoryDir({ dir, memoryMiB }: MachineOptions): string {
  const mount = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .findLast(([, target]) => target === '/dev/shm')
  if (mount === undefined || mount[3]?.split(',').includes('noexec')) return dir
  const { bavail, bsize } = statfsSync('/dev/shm')
  return bavail * bsize > 2 * memoryMiB * MEBIBYTE ? '/dev/shm' : dir
}

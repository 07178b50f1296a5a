/** An isolator that Mesos itself brings, on Linux. */
export interface BuiltInIsolator {
  readonly name: string
  /** What Mesos's documentation says it is for, in our words. */
  readonly purpose: string
  /** The first release that has it; absent: 1.2, or one before. */
  readonly since?: string
  /** The option of Mesos's configure without which a build does not have it. */
  readonly builtWith?: string
  /** What it ends with when filesystem/linux is not named too. */
  readonly needsLinuxFileSystem?: { readonly error: string; readonly since?: string }
}

const MUST_BE_USED = "'filesystem/linux' isolator must be used"

/** In the order of their names, as `--isolation` of Mesos 1.2 to 1.12 takes them. */
export const BUILT_IN_ISOLATORS: readonly BuiltInIsolator[] = [
  { name: 'appc/runtime', purpose: 'Runs App Container images as they say they are to be run.' },
  {
    name: 'cgroups/all',
    since: '1.7',
    purpose: 'Every cgroup subsystem that the kernel has; other cgroups/… are ignored beside it.',
  },
  {
    name: 'cgroups/blkio',
    purpose: 'Counts what each container reads and writes on block devices.',
  },
  {
    name: 'cgroups/cpu',
    purpose: 'Shares out CPU time by weight, with a hard limit where --cgroups_enable_cfs is on.',
  },
  { name: 'cgroups/cpuset', purpose: 'Puts each container into a cpuset of its own.' },
  {
    name: 'cgroups/devices',
    purpose: 'Lets a container open the usual device files and those of --allowed_devices only.',
  },
  { name: 'cgroups/hugetlb', purpose: 'Puts each container into a hugetlb cgroup of its own.' },
  { name: 'cgroups/mem', purpose: 'Limits memory; a container that takes more is killed.' },
  {
    name: 'cgroups/net_cls',
    purpose: 'Marks a container’s packets with a class id, for tc and iptables to act on.',
  },
  { name: 'cgroups/net_prio', purpose: 'Puts each container into a net_prio cgroup of its own.' },
  { name: 'cgroups/perf_event', purpose: 'Samples the --perf_events of each container.' },
  { name: 'cgroups/pids', purpose: 'Counts processes and threads of each container.' },
  {
    name: 'disk/du',
    purpose:
      'Measures sandboxes with du; with --enforce_container_disk_quota it kills what is over.',
  },
  {
    name: 'disk/xfs',
    builtWith: '--enable-xfs-disk-isolator',
    purpose: 'Gives sandboxes of the Mesos containerizer XFS project quotas (ids 5000 to 10000).',
  },
  {
    name: 'docker/runtime',
    purpose: 'Takes entry point, command and environment from a Docker image.',
  },
  { name: 'docker/volume', purpose: 'Mounts volumes of Docker’s volume plug-ins, through dvdcli.' },
  {
    name: 'environment_secret',
    since: '1.4',
    purpose: 'Puts secrets into environment variables; Mesos always adds it.',
  },
  {
    name: 'filesystem/linux',
    purpose: 'A mount namespace and root file system for each container; images need it.',
  },
  {
    name: 'filesystem/posix',
    purpose: 'Containers see the host’s file system; taken where no filesystem/… is named.',
  },
  {
    name: 'filesystem/shared',
    purpose: 'Parts of the host’s file system of a container’s own; filesystem/linux replaces it.',
  },
  { name: 'gpu/nvidia', purpose: 'Gives containers the Nvidia GPUs that were offered to them.' },
  {
    name: 'linux/capabilities',
    purpose: 'Takes from containers the capabilities that are not allowed to them.',
  },
  {
    name: 'linux/devices',
    since: '1.7',
    needsLinuxFileSystem: { error: MUST_BE_USED },
    purpose: 'Makes the device nodes in a container that it may use.',
  },
  {
    name: 'linux/nnp',
    since: '1.9',
    purpose: 'Sets no_new_privs: setuid programs give a container no more rights.',
  },
  {
    name: 'linux/seccomp',
    since: '1.8',
    builtWith: '--enable-seccomp-isolator',
    purpose: 'Lets containers make only the system calls of a seccomp profile.',
  },
  {
    name: 'namespaces/ipc',
    needsLinuxFileSystem: {
      error: "'filesystem/linux' must be used to enable IPC namespace",
      since: '1.9',
    },
    purpose: 'System V IPC, message queues and /dev/shm of a container’s own.',
  },
  {
    name: 'namespaces/pid',
    needsLinuxFileSystem: { error: "'filesystem/linux' must be used to enable pid namespace" },
    purpose: 'A pid namespace: a container sees its own processes and dies as a whole.',
  },
  {
    name: 'network/cni',
    purpose: 'Joins containers to networks by CNI plug-ins; taken where no network/… is named.',
  },
  {
    name: 'network/port_mapping',
    builtWith: '--enable-port-mapping-isolator',
    purpose: 'Shares out the host’s ports and bandwidth, without an address for each container.',
  },
  {
    name: 'network/ports',
    since: '1.5',
    builtWith: '--enable-network-ports-isolator',
    purpose: 'Kills tasks that listen on ports they were not given.',
  },
  { name: 'posix/cpu', purpose: 'Reports CPU time and limits nothing.' },
  { name: 'posix/disk', purpose: 'The old name of disk/du.' },
  { name: 'posix/mem', purpose: 'Reports memory and limits nothing.' },
  {
    name: 'posix/rlimits',
    purpose: 'Sets the resource limits (ulimit) that a container asks for.',
  },
  {
    name: 'volume/csi',
    since: '1.11',
    needsLinuxFileSystem: { error: MUST_BE_USED },
    purpose: 'Mounts volumes that were made by CSI plug-ins.',
  },
  {
    name: 'volume/host_path',
    since: '1.5',
    needsLinuxFileSystem: { error: MUST_BE_USED },
    purpose: 'Mounts a path of the host into a container; comes with filesystem/linux.',
  },
  {
    name: 'volume/image',
    needsLinuxFileSystem: {
      error: "'filesystem/linux' must be enabled to create the volume image isolator",
    },
    purpose: 'Mounts an image as a volume; comes with filesystem/linux.',
  },
  {
    name: 'volume/sandbox_path',
    purpose: 'Mounts a path of the container’s or its parent’s sandbox.',
  },
  {
    name: 'volume/secret',
    since: '1.4',
    needsLinuxFileSystem: {
      error: 'Volume secret isolation requires filesystem/linux isolator.',
    },
    purpose: 'Puts secrets into files of a container.',
  },
]

/** Names that stand for several, alone in the flag before 1.6 and in any place since. */
export const OLD_ISOLATION: Readonly<Record<string, string>> = {
  process: 'The old name of posix/cpu,posix/mem.',
  cgroups: 'The old name of cgroups/cpu,cgroups/mem.',
}

/** Mesos's own value of --isolation. */
export const DEFAULT_ISOLATION: readonly string[] = ['posix/cpu', 'posix/mem']

/** Whether a version has what came with `since`; one that is not known is taken to be new. */
export function hasSince(version: string | undefined, since: string | undefined): boolean {
  if (version === undefined || since === undefined) return true
  const [a, b] = [version, since].map((text) => text.split('.').map(Number.parseFloat))
  const [major = 0, minor = 0] = a ?? []
  const [wantedMajor = 0, wantedMinor = 0] = b ?? []
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

/** The isolator of that name that an agent of this version brings. */
export function builtInIsolator(name: string, version?: string): BuiltInIsolator | undefined {
  return BUILT_IN_ISOLATORS.find((each) => each.name === name && hasSince(version, each.since))
}

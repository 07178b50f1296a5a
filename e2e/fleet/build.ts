// Writes a fleet's files into its own /run: the second process of a fleet, run by init.sh.
// Argument: the fleet's folder.

import {
  chmodSync,
  chownSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { USERS } from './accounts.ts'
import { type AgentFile, commonFiles, ownFiles } from './agent-files.ts'
import {
  AGENTS,
  AUTHORIZED_KEYS,
  COMMON,
  FILLED_FOLDERS,
  FULL_DISKS,
  HOME,
  MOUNTS,
  rootOf,
  SERVERS,
  TROUBLE_FILE,
} from './layout.ts'
import type { AgentPlan, FleetPlan } from './plan.ts'
import { sshdConfig } from './sshd-config.ts'

const DEVICES = ['null', 'zero', 'full', 'urandom', 'random', 'tty']

const folder = process.argv[2] ?? ''
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const plan = JSON.parse(read('plan.json')) as FleetPlan
const common = commonFiles(read('password_hash').trim())

process.umask(0o022)
for (const dir of [AGENTS, SERVERS]) mkdirSync(dir, { recursive: true })
for (const file of common) put(COMMON, file)
for (const agent of plan.agents) if (agent.fault?.name !== 'refuses') build(agent)
writeServers()

function build({ name, fault }: AgentPlan): void {
  const root = rootOf(name)
  for (const dir of [
    'usr',
    'proc/1',
    'dev',
    'etc/pam.d',
    'opt/bin',
    'opt/lib',
    'run',
    'root',
    'home',
    'var/lib/mesos',
  ])
    mkdirSync(join(root, dir), { recursive: true })
  for (const dir of ['lib', 'staging', 'backups'])
    mkdirSync(join(root, 'var/lib/quotadeck', dir), { recursive: true })
  mkdirSync(join(root, 'tmp'))
  chmodSync(join(root, 'tmp'), 0o1777)
  for (const dir of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${dir}`, join(root, dir))
  for (const device of DEVICES) linkSync(join(COMMON, 'dev', device), join(root, 'dev', device))
  for (const { path } of common) linkSync(join(COMMON, path), join(root, path))
  for (const file of ownFiles(name, Date.now())) put(root, file)
  for (const [user, id] of Object.entries(USERS)) {
    mkdirSync(join(root, 'home', user), { mode: 0o755 })
    chownSync(join(root, 'home', user), id, id)
  }
  if (fault?.name === 'full-disk') for (const dir of FILLED_FOLDERS) setAside(join(root, dir))
}

/** Makes room for a small file system, which init.sh mounts and fills. */
function setAside(dir: string): void {
  renameSync(dir, `${dir}.before`)
  mkdirSync(dir)
  writeFileSync(FULL_DISKS, `${dir}\n`, { flag: 'a' })
}

function put(root: string, { path, content, mode = 0o644 }: AgentFile): void {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content, { mode })
}

function writeServers(): void {
  for (const key of ['host_key', 'other_host_key']) {
    copyFileSync(join(folder, key), join(SERVERS, key))
    chmodSync(join(SERVERS, key), 0o600)
  }
  writeFileSync(AUTHORIZED_KEYS, read('id_ed25519.pub'))
  const built = plan.agents.filter(({ fault }) => fault?.name !== 'refuses')
  const mounts = built.map(({ name }) => `${HOME}/usr ${rootOf(name)}/usr none bind 0 0\n`)
  writeFileSync(MOUNTS, mounts.join(''))
  writeFileSync(FULL_DISKS, '', { flag: 'a' })
  for (const [index, server] of plan.servers.entries())
    writeFileSync(join(SERVERS, `${index}.conf`), sshdConfig(server))
  writeFileSync(TROUBLE_FILE, plan.trouble.length > 0 ? JSON.stringify(plan.trouble) : '')
}

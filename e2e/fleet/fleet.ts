// Fleets: many agents on loopback addresses, served by real OpenSSH servers, for scale and faults.

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { COMMAND_ENV, must } from '../lab/command.ts'
import { knownHostsLine, makeKey } from '../lab/keys.ts'
import {
  endSession,
  leaderRuns,
  type Session,
  sessionMembers,
  startSession,
} from '../lab/processes.ts'
import { parseShare } from './faults.ts'
import { rootOf } from './layout.ts'
import { checkFleetName, type FleetPlan, PORT, planFleet } from './plan.ts'
import { requireFleet } from './requirements.ts'
import {
  dirOf,
  type FleetAgent,
  type FleetState,
  fleetDirs,
  readState,
  removeDir,
  takeSlot,
  writeState,
} from './state.ts'

export type { FleetAgent } from './state.ts'

export type Fleet = {
  name: string
  /** Of the users `operator` and `root`. */
  password: string
  agents: FleetAgent[]
  /** The path, on this machine, of a file of an agent's. */
  fileOf: (agent: string, path: string) => string
}

export type UpOptions = {
  agents: number
  /** `default` unless given. */
  name?: string
  /** As `parseShare` reads them. */
  faults?: readonly string[]
  /** Lines of sshd_config for every server, which win over the usual ones. */
  settings?: readonly string[]
  /** Of every server, beside the machine's own. */
  env?: NodeJS.ProcessEnv
  /** The fleet ends by itself after so long. Default 12. */
  hours?: number
  /** Aborting it gives up; what was started is ended. */
  signal?: AbortSignal
}

const READY_MS = 120_000

/** Starts a fleet and returns when its servers answer. Nothing of one that failed is left. */
export async function up(options: UpOptions): Promise<Fleet> {
  const name = checkFleetName(options.name ?? 'default')
  const shares = (options.faults ?? []).map((text) => parseShare(text, options.agents))
  planFleet(options.agents, shares, 0)
  requireFleet()
  const { slot, dir } = takeSlot(name)
  try {
    const plan = withSettings(planFleet(options.agents, shares, slot), options.settings)
    return await start(name, dir, plan, options)
  } catch (error) {
    await end(dir)
    throw error
  }
}

function withSettings(plan: FleetPlan, settings: readonly string[] = []): FleetPlan {
  const servers = plan.servers.map((server) => ({
    ...server,
    settings: [...settings, ...server.settings],
  }))
  return { ...plan, servers }
}

async function start(name: string, dir: string, plan: FleetPlan, options: UpOptions) {
  const password = randomBytes(12).toString('base64url')
  const state: FleetState = { fleet: name, ready: false, init: null, password, agents: [] }
  writeState(dir, state)
  await writeKeys(dir, plan, password)
  writeFileSync(join(dir, 'plan.json'), JSON.stringify(plan))
  state.agents = plan.agents.map(({ name: agent, host, fault }) => ({
    name: agent,
    host,
    port: PORT,
    user: 'root',
    identityFile: join(dir, 'id_ed25519'),
    knownHostsFile: join(dir, 'known_hosts'),
    fault: fault?.name ?? null,
  }))
  const { child, session } = startInit(dir, plan.agents.length, options)
  state.init = session
  writeState(dir, state)
  // Recorded, so that `down` finds it whatever happens to this process.
  child.stdin?.end('go\n')
  await untilUp(dir, session, plan, options.signal)
  state.ready = true
  writeState(dir, state)
  return fleetOf(state)
}

/** The fleet's keys, a known_hosts file that is wrong about some agents, and the password's hash. */
async function writeKeys(dir: string, plan: FleetPlan, password: string): Promise<void> {
  await makeKey(join(dir, 'id_ed25519'), 'fleet')
  const right = await makeKey(join(dir, 'host_key'), 'fleet')
  const wrong = await makeKey(join(dir, 'other_host_key'), 'fleet')
  const lines = plan.agents.map(({ host, fault }) =>
    knownHostsLine(host, PORT, fault?.name === 'wrong-key' ? wrong : right),
  )
  writeFileSync(join(dir, 'known_hosts'), lines.join(''), { mode: 0o600 })
  const hash = await must('busybox', ['mkpasswd', '-m', 'sha512', '-P', '0'], {
    input: `${password}\n`,
  })
  writeFileSync(join(dir, 'password_hash'), hash, { mode: 0o600 })
}

function startInit(dir: string, agents: number, { hours = 12, env }: UpOptions) {
  const memoryMiB = 64 + agents * 4
  const here = import.meta.dirname
  const script = [join(here, 'init.sh'), process.execPath, dir, here]
  const unshare = [
    '--mount',
    '--propagation',
    'private',
    '--uts',
    '--pid',
    '--fork',
    '--kill-child',
  ]
  const limits = [String(memoryMiB), String(Math.ceil(hours * 3600))]
  return startSession('unshare', [...unshare, 'busybox', 'sh', ...script, ...limits], {
    logFile: logOf(dir),
    stdin: 'pipe',
    env: { ...COMMAND_ENV, ...env },
  })
}

function logOf(dir: string): string {
  return join(dir, 'log')
}

/** Waits for every server's first word, and for every listener that is none. */
async function untilUp(dir: string, init: Session, plan: FleetPlan, signal?: AbortSignal) {
  const deadline = Date.now() + READY_MS
  const check = () => {
    signal?.throwIfAborted()
    const log = () => readFileSync(logOf(dir), 'utf8').slice(-2000)
    if (!leaderRuns(init)) throw new Error(`the fleet ended as it was starting:\n${log()}`)
    if (Date.now() > deadline) throw new Error(`the fleet was not up in time:\n${log()}`)
  }
  while (!existsSync(join(dir, 'up'))) {
    check()
    await sleep(20)
  }
  const addresses = [
    ...plan.servers.flatMap(({ serves }) => serves.slice(-1).map(({ address }) => address)),
    ...plan.trouble.map(({ address }) => address),
  ]
  for (const address of addresses)
    while (!(await listens(address))) {
      check()
      await sleep(20)
    }
}

async function listens(address: string): Promise<boolean> {
  const socket = connect(PORT, address)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** A fleet that is up. Throws when there is none of that name. */
export function open(name = 'default'): Fleet {
  const dir = dirOf(checkFleetName(name))
  const state = dir ? readState(dir) : undefined
  if (!state?.ready || !state.init || !leaderRuns(state.init))
    throw new Error(`no fleet '${name}' is up: start one with 'npm run fleet -- up --name ${name}'`)
  return fleetOf(state)
}

function fleetOf({ fleet, password, agents, init }: FleetState): Fleet {
  const leader = init as Session
  // unshare itself stays outside; any other process of the session sees the fleet's files.
  const inside = sessionMembers(leader).find((pid) => pid !== leader.pid)
  const fileOf = (agent: string, path: string) => `/proc/${inside}/root${rootOf(agent)}${path}`
  return { name: fleet, password, agents, fileOf }
}

export function fleetNames(): string[] {
  return fleetDirs().flatMap((dir) => readState(dir)?.fleet ?? [])
}

/** Ends a fleet and removes all that is left of it. Throws when there is none of that name. */
export async function down(name: string): Promise<void> {
  const dir = dirOf(checkFleetName(name))
  if (!dir) throw new Error(`there is no fleet '${name}'`)
  await end(dir)
}

/** Ends every fleet of this user, also those that never got as far as a name. */
export async function downAll(): Promise<string[]> {
  const names = fleetNames()
  for (const dir of fleetDirs()) await end(dir)
  return names
}

async function end(dir: string): Promise<void> {
  const init = readState(dir)?.init
  if (init) await endSession(init)
  removeDir(dir)
}

// Labs: real agents in User Mode Linux, for the demo, the tests and the documentation's pictures.

import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AgentBinary, agentBinary, agentFiles } from './agent-files.ts'
import { guestFiles, writeGuestFiles } from './guest-files.ts'
import { type LabKeys, makeKeys } from './keys.ts'
import { KINDS } from './kinds/index.ts'
import { WORK_DIR } from './kinds/kind.ts'
import { makeDisk, powerOn } from './machine.ts'
import { makeTaps, startForwarder } from './network.ts'
import { type AgentPlan, checkLabName, type KindName, planAgents } from './plan.ts'
import { endSession } from './processes.ts'
import { waitUntilUp } from './readiness.ts'
import { requireLab } from './requirements.ts'
import {
  type LabAgent,
  type LabState,
  labDir,
  makeLabDir,
  readState,
  removeLabDir,
  takeSlot,
  writeState,
} from './state.ts'

export { ssh, sshArgs, sshAsRoot } from './ssh.ts'
export { type LabAgent, labNames } from './state.ts'

export type Lab = { name: string; dir: string; agents: LabAgent[] }

export type UpOptions = {
  agents: number
  /** Taken by turns; the two usual ones unless given. */
  kinds?: readonly KindName[]
  /** `default` unless given. */
  name?: string
  /** A real mesos-agent, by absolute path, in the stand-in's place. */
  agentBin?: string
  /** The docker command of a real agent: an absolute path in the guest. */
  docker?: string
  /** The value of the agents' --master. */
  master?: string
  /** Told what is being done, one line at a time. */
  log?: (line: string) => void
  /** Aborting it gives up; what was started is ended. */
  signal?: AbortSignal
}

/**
 * Starts a lab and returns when every agent was seen to answer. Whatever goes wrong, nothing of a
 * lab that did not come up is left, and the error says what the machine's console said last.
 */
export async function up(options: UpOptions): Promise<Lab> {
  const name = checkLabName(options.name ?? 'default')
  requireLab()
  const binary = agentBinary(options)
  const dir = makeLabDir(name)
  try {
    const plans = planAgents(options.agents, takeSlot(name), options.kinds)
    return await build({ name, dir, plans, binary, options })
  } catch (error) {
    if (existsSync(dir)) await down(name)
    throw error
  }
}

type Construction = {
  name: string
  dir: string
  plans: AgentPlan[]
  binary: AgentBinary
  options: UpOptions
}

async function build({ name, dir, plans, binary, options }: Construction): Promise<Lab> {
  const log = options.log ?? (() => {})
  const state: LabState = { lab: name, ready: false, forwarder: null, machines: {}, agents: [] }
  writeState(state)
  const forwarder = await startForwarder(plans, join(dir, 'forwarder.log'), (session) => {
    state.forwarder = session
    writeState(state)
  })
  await makeTaps(plans, forwarder.session)
  const keys = await makeKeys(dir, plans, forwarder.port)
  for (const agent of plans) {
    options.signal?.throwIfAborted()
    const agentDir = join(dir, agent.name)
    await prepareGuest(agentDir, agent, keys, binary, options)
    state.machines[agent.name] = powerOn({
      agent,
      dir: agentDir,
      forwarder: forwarder.session,
      memoryMiB: binary.real ? 1228 : 256,
      cgroupV1: binary.real,
    })
    state.agents.push(labAgent(agent, dir, forwarder.port, keys.sudoPassword))
    writeState(state)
    log(`${agent.name} (${agent.kind}) is starting at ${agent.host} port ${forwarder.port}`)
  }
  await waitUntilUp(state, log, options.signal)
  state.ready = true
  writeState(state)
  return { name, dir, agents: state.agents }
}

function labAgent(plan: AgentPlan, dir: string, port: number, sudoPassword: string): LabAgent {
  const kind = KINDS[plan.kind]
  return {
    name: plan.name,
    kind: plan.kind,
    host: plan.host,
    port,
    user: kind.login,
    identityFile: join(dir, 'id_ed25519'),
    knownHostsFile: join(dir, 'known_hosts'),
    sudoPassword: kind.login === 'root' ? null : sudoPassword,
    mesosVersion: null,
    workDir: WORK_DIR,
    unit: kind.unit,
  }
}

async function prepareGuest(
  dir: string,
  agent: AgentPlan,
  keys: LabKeys,
  binary: AgentBinary,
  options: UpOptions,
): Promise<void> {
  const common = guestFiles({
    agent,
    hostPasswd: readFileSync('/etc/passwd', 'utf8'),
    hostGroup: readFileSync('/etc/group', 'utf8'),
    passwordHash: keys.passwordHash,
    authorizedKey: keys.authorizedKey,
    hostKey: readFileSync(join(dir, 'host_key'), 'utf8'),
    hostPublicKey: readFileSync(join(dir, 'host_key.pub'), 'utf8'),
    machineId: randomBytes(16).toString('hex'),
    unit: KINDS[agent.kind].unit,
  })
  const own = agentFiles(agent, binary, options.master)
  writeGuestFiles(join(dir, 'files'), [...common, ...own])
  await makeDisk(dir)
}

/** Ends every process of the lab and removes every file of it. Throws when there is no such lab. */
export async function down(name = 'default'): Promise<void> {
  if (!existsSync(labDir(name))) throw new Error(`there is no lab '${name}'`)
  const state = readState(name)
  const sessions = [...Object.values(state?.machines ?? {}), state?.forwarder]
  await Promise.all(sessions.map((session) => session && endSession(session)))
  removeLabDir(name)
}

/** The lab of that name as it was when it came up. Throws when it is not up. */
export function open(name = 'default'): Lab {
  const state = readState(name)
  if (state === undefined)
    throw new Error(`there is no lab '${name}': start it with 'npm run lab -- up --name ${name}'`)
  if (!state.ready) throw new Error(`the lab '${name}' is not up yet, or did not come up`)
  return { name, dir: labDir(name), agents: state.agents }
}

/** The lab's agent of that name. */
export function agentNamed(lab: Lab, name: string): LabAgent {
  const agent = lab.agents.find((candidate) => candidate.name === name)
  if (agent !== undefined) return agent
  const names = lab.agents.map((candidate) => candidate.name).join(', ')
  throw new Error(`the lab '${lab.name}' has no agent '${name}': it has ${names}`)
}

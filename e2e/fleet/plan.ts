// The plan of a fleet: its agents, their addresses, and which server serves which. Pure.

import { type Fault, type FaultShare, spreadFaults } from './faults.ts'

export const MAX_AGENTS = 1000

/** Each fleet has loopback addresses of its own: slot 0 has 127.128.x.x, slot 62 127.190.x.x. */
export const SLOTS = 63

/** Not 22: the machine's own SSH server may hold that on every address. */
export const PORT = 2222

/** sshd listens on sixteen addresses at most. */
const ADDRESSES_OF_A_SERVER = 16

export type AgentPlan = {
  name: string
  /** Where clients find it. */
  host: string
  fault: Fault | undefined
}

/** One sshd: its own lines of sshd_config and whom it serves at which address. */
export type ServerPlan = {
  settings: readonly string[]
  serves: { name: string; address: string }[]
}

/** What is no sshd: a listener that hangs, one in front of an sshd, or one that plays a server. */
export type TroublePlan = {
  name: string
  address: string
  fault: Fault
  /** The sshd behind it, where there is one. */
  behind: string | undefined
}

export type FleetPlan = { agents: AgentPlan[]; servers: ServerPlan[]; trouble: TroublePlan[] }

/** Plans a fleet. Throws on a count out of range. */
export function planFleet(count: number, shares: readonly FaultShare[], slot: number): FleetPlan {
  if (!Number.isInteger(count) || count < 1 || count > MAX_AGENTS)
    throw new Error(`a fleet has from 1 to ${MAX_AGENTS} agents, not ${count}`)
  const faults = spreadFaults(shares, count)
  const agents = faults.map((fault, index) => ({
    name: `agent${String(index + 1).padStart(4, '0')}`,
    host: addressOf(slot, index),
    fault,
  }))
  const trouble = agents.flatMap((agent, index) => troubleOf(agent, addressOf(slot, index, 100)))
  return { agents, servers: serversOf(agents, trouble), trouble }
}

/** 250 agents for each value of the third number; `offset` leads to addresses behind the front. */
function addressOf(slot: number, index: number, offset = 0): string {
  return `127.${128 + slot}.${offset + Math.floor(index / 250)}.${(index % 250) + 1}`
}

function troubleOf({ name, host: address, fault }: AgentPlan, behind: string): TroublePlan[] {
  switch (fault?.name) {
    case 'hangs':
    case 'no-exit-status':
      return [{ name, address, fault, behind: undefined }]
    case 'drops':
    case 'slow':
      return [{ name, address, fault, behind }]
    default:
      return []
  }
}

function serversOf(agents: readonly AgentPlan[], trouble: readonly TroublePlan[]): ServerPlan[] {
  const inFront = new Map(trouble.map((each) => [each.name, each]))
  const served = agents.flatMap(({ name, host, fault }) => {
    const front = inFront.get(name)
    if (fault?.name === 'refuses' || (front && !front.behind)) return []
    return [{ name, address: front?.behind ?? host, kind: settingsOf(fault) }]
  })
  const servers: ServerPlan[] = []
  for (const [kind, { settings, room }] of Object.entries(SERVER_KINDS)) {
    const own = served.filter((each) => each.kind === kind)
    for (let at = 0; at < own.length; at += room)
      servers.push({ settings, serves: own.slice(at, at + room).map(({ kind: _, ...one }) => one) })
  }
  return servers
}

/** Raised far above what a console opens at once, but where the default is what is wanted. */
const ROOMY = 'MaxStartups 4096'

const SERVER_KINDS = {
  usual: { settings: [ROOMY], room: ADDRESSES_OF_A_SERVER },
  'one-session': { settings: [ROOMY, 'MaxSessions 1'], room: ADDRESSES_OF_A_SERVER },
  rekeys: { settings: [ROOMY, 'RekeyLimit 64K'], room: ADDRESSES_OF_A_SERVER },
  // The default counts the connections of the whole server: it serves this agent alone.
  'few-startups': { settings: [], room: 1 },
} as const

function settingsOf(fault: Fault | undefined): keyof typeof SERVER_KINDS {
  const name = fault?.name
  return name === 'one-session' || name === 'rekeys' || name === 'few-startups' ? name : 'usual'
}

/** Fleet names become folder names and are shown in messages: they are kept plain. */
export function checkFleetName(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name))
    throw new Error(
      `'${name}' cannot name a fleet: use up to 32 lower-case letters, digits and hyphens`,
    )
  return name
}

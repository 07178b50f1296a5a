// The plan of a lab: which agents there will be and under which names and addresses. Pure.

/** How an agent is installed: each kind has a file under `kinds/`. */
export const kindNames = [
  'init-wrapper',
  'env-file',
  'apache-rpm',
  'dcos',
  'systemd-execstart',
  'managed-by-puppet',
] as const
export type KindName = (typeof kindNames)[number]

/** The kinds of a lab for which none are asked. */
const USUAL_KINDS: readonly KindName[] = ['init-wrapper', 'env-file']

/** Slots give each lab its own loopback addresses: slot 0 has 127.64.0.x, slot 63 127.127.0.x. */
export const SLOTS = 64

/** More guests than this are a matter of memory, not of addresses. */
export const MAX_AGENTS = 32

export type AgentPlan = {
  name: string
  kind: KindName
  /** Loopback address of the machine that leads to the agent's SSH port. */
  host: string
  /** The agent's own address inside the lab's network namespace, and its prefix length. */
  guestAddress: string
  prefixLength: number
  /** The lab's end of the agent's link. */
  gateway: string
  tap: string
  macAddress: string
}

/** Plans `count` agents, the kinds by turns. Throws on a count or a slot out of range. */
export function planAgents(
  count: number,
  slot: number,
  kinds: readonly KindName[] = USUAL_KINDS,
): AgentPlan[] {
  if (!Number.isInteger(count) || count < 1 || count > MAX_AGENTS)
    throw new Error(`a lab has from 1 to ${MAX_AGENTS} agents, not ${count}`)
  if (!Number.isInteger(slot) || slot < 0 || slot >= SLOTS)
    throw new Error(`no lab slot ${slot}: there are slots 0 to ${SLOTS - 1}`)
  return Array.from({ length: count }, (_, index) =>
    planAgent(index + 1, slot, kinds[index % kinds.length] ?? 'init-wrapper'),
  )
}

function planAgent(number: number, slot: number, kind: KindName): AgentPlan {
  const hex = (value: number) => value.toString(16).padStart(2, '0')
  return {
    name: `agent${number}`,
    kind,
    host: `127.${64 + slot}.0.${number}`,
    // A link of two addresses for each agent; the namespace is the lab's own, so that all labs
    // can use the same ones.
    guestAddress: `172.30.${number}.2`,
    prefixLength: 30,
    gateway: `172.30.${number}.1`,
    tap: `tap${number}`,
    macAddress: `02:51:44:00:${hex(slot)}:${hex(number)}`,
  }
}

/** Lab names become folder names and are shown in messages: they are kept plain. */
export function checkLabName(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name))
    throw new Error(
      `'${name}' cannot name a lab: use up to 32 lower-case letters, digits and hyphens`,
    )
  return name
}

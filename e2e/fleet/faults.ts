// What can be wrong with an agent of a fleet, and how it is asked for. Pure.

/** The faults, with what each is. */
export const FAULTS = {
  refuses: 'nothing listens on its address',
  hangs: 'accepts connections and never says a word',
  drops: 'ends each connection after so many bytes from the client (65536)',
  slow: 'so many KiB a second in each direction (256), 50 ms late',
  'wrong-key': 'its host key is not the one in known_hosts',
  'full-disk': 'not one byte is free below /var/lib/quotadeck and /etc/mesos',
  'no-exit-status': 'commands end without an exit status (a server of ssh2, not OpenSSH)',
  'one-session': 'MaxSessions 1',
  'few-startups': 'a server of its own with MaxStartups at its default',
  rekeys: 'RekeyLimit 64K',
} as const

export type FaultName = keyof typeof FAULTS

export type Fault = { name: FaultName; parameter: number }

/** How many agents have a fault. */
export type FaultShare = { fault: Fault; count: number }

const DEFAULT_PARAMETER: Partial<Record<FaultName, number>> = { drops: 65_536, slow: 256 }

/**
 * Reads `NAME=COUNT` or `NAME=PERCENT%`, with `:NUMBER` behind it for faults that take one:
 * `hangs=5%`, `drops=20:4096`. Throws on anything else.
 */
export function parseShare(text: string, agents: number): FaultShare {
  const match = /^([a-z-]+)=(\d+(?:\.\d+)?)(%?)(?::(\d+))?$/.exec(text)
  const name = match?.[1] as FaultName | undefined
  if (!match || !name || !Object.hasOwn(FAULTS, name))
    throw new Error(
      `'${text}' is no fault: write NAME=COUNT or NAME=PERCENT%, NAME one of ${Object.keys(FAULTS).join(', ')}`,
    )
  const usual = DEFAULT_PARAMETER[name]
  if (match[4] !== undefined && usual === undefined)
    throw new Error(`'${text}': ${name} takes no number behind a colon`)
  const amount = Number(match[2])
  const count = match[3] ? Math.round((agents * amount) / 100) : amount
  if (!Number.isInteger(count)) throw new Error(`'${text}': a count of agents is a whole number`)
  return { fault: { name, parameter: Number(match[4] ?? usual ?? 0) }, count }
}

/**
 * Gives the faults to agents, spread evenly over the fleet: the answer has one place for each
 * agent. Throws when there are more faults than agents.
 */
export function spreadFaults(shares: readonly FaultShare[], agents: number): (Fault | undefined)[] {
  const faults = shares.flatMap(({ fault, count }) => Array<Fault>(count).fill(fault))
  if (faults.length > agents)
    throw new Error(`${faults.length} faults are too many for ${agents} agents`)
  const places = Array<Fault | undefined>(agents).fill(undefined)
  for (const [index, fault] of interleaved(faults).entries())
    places[Math.floor(((index + 0.5) * agents) / faults.length)] = fault
  return places
}

/** Faults of a kind stand far apart: in the order of their rank within their kind. */
function interleaved(faults: readonly Fault[]): Fault[] {
  const seen = new Map<Fault, number>()
  const ranked = faults.map((fault) => {
    const rank = seen.get(fault) ?? 0
    seen.set(fault, rank + 1)
    return { fault, rank: (rank + 0.5) / faults.filter((other) => other === fault).length }
  })
  return ranked.sort((a, b) => a.rank - b.rank).map(({ fault }) => fault)
}

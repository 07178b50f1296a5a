import { contentHash } from '../../agent/ask/digest.ts'
import type { DriftGroup, DriftMap, Sighting, Traits } from '../../contract/drift.ts'
import { Failure } from '../../contract/failure.ts'
import { differences } from './differences.ts'

/**
 * Folds a fleet into groups of agents that are the same in every aspect, compared with a reference:
 * a group's id, an agent's name, or the largest group where none is given. Pure.
 */
export function foldFleet(sightings: readonly Sighting[], reference?: string): DriftMap {
  const seen = sightings.flatMap(({ traits, failure }) => (traits && !failure ? [traits] : []))
  const folded = fold(seen)
  const chosen = chooseReference(folded, reference)
  const most = folded[0]?.agents.length ?? 0
  const times = seen.map(({ observedAt }) => observedAt)
  return {
    reference: chosen && { group: chosen.group.id, chosen: chosen.by },
    groups: folded.map((group) => ({
      ...group,
      outlier: group.agents.length * 2 <= most,
      differences: chosen ? differences(chosen.group.traits, group.traits) : [],
    })),
    unseen: sightings
      .filter(({ traits, failure }) => !traits || failure)
      .map(({ agent, traits, failure }) => ({ agent, failure, observedAt: traits?.observedAt }))
      .sort((a, b) => compare(a.agent, b.agent)),
    observed: seen.length > 0 ? { from: Math.min(...times), to: Math.max(...times) } : undefined,
  }
}

type Folded = Omit<DriftGroup, 'outlier' | 'differences'>

/** The largest first; of equal ones the one with the first agent's name. */
function fold(seen: readonly Traits[]): Folded[] {
  const members = new Map<string, Traits[]>()
  for (const traits of seen) {
    const id = essence(traits)
    const group = members.get(id)
    if (group) group.push(traits)
    else members.set(id, [traits])
  }
  const groups = [...members].map(([id, traits]) =>
    folded(
      id,
      traits.sort((a, b) => compare(a.agent, b.agent)),
    ),
  )
  return groups.sort(
    (a, b) => b.agents.length - a.agents.length || compare(a.traits.agent, b.traits.agent),
  )
}

/** Of what makes agents the same: not when they were seen, and not how the manifest is written. */
function essence(traits: Traits): string {
  const { mesosVersion, build, hooks, isolation, libraries, manifestError, flagSource } = traits
  return contentHash({
    mesosVersion,
    build,
    hooks,
    isolation,
    libraries,
    manifestError,
    flagSource,
  })
}

function folded(id: string, members: readonly Traits[]): Folded {
  const manifests = new Map<string, string[]>()
  for (const { agent, manifestSha256 } of members) {
    if (manifestSha256 === undefined) continue
    manifests.set(manifestSha256, [...(manifests.get(manifestSha256) ?? []), agent])
  }
  return {
    id,
    agents: members.map(({ agent }) => agent),
    traits: members[0] as Traits,
    manifests: [...manifests]
      .map(([sha256, agents]) => ({ sha256, agents }))
      .sort((a, b) => b.agents.length - a.agents.length),
    restartOwed: members.filter(({ restartOwed }) => restartOwed).map(({ agent }) => agent),
  }
}

function chooseReference(groups: readonly Folded[], wanted: string | undefined) {
  const [largest] = groups
  if (!largest) return undefined
  if (wanted === undefined) return { group: largest, by: 'largest' as const }
  const byAgent = groups.find(({ agents }) => agents.includes(wanted))
  if (byAgent) return { group: byAgent, by: 'agent' as const }
  const byId = groups.find(({ id }) => id === wanted)
  if (byId) return { group: byId, by: 'group' as const }
  throw new Failure({
    code: 'not-found',
    message: `'${wanted}' is neither an agent that was observed nor a group of the map.`,
    advice: 'Choose one that is in the map; without a reference the largest group is taken.',
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

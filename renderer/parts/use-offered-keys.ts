import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { HostKey, OfferedKey } from '../../electron/contract/agent.ts'
import { useEngine } from '../engine.tsx'
import { formatCount } from '../format.ts'
import { useQueryFactories } from '../queries.ts'

/** What each agent offers, as it comes; `trusted` says of one that it is now. */
export function useOfferedKeys(agents: readonly string[]) {
  const queries = useQueryClient()
  const options = useQueryFactories().hostKeys(agents)
  const { data: offered = {}, error } = useQuery(options)
  const trusted = (agent: string) =>
    queries.setQueryData(options.queryKey, (known = {}) => {
      const key = known[agent]?.key
      return key
        ? { ...known, [agent]: { agent, key: { ...key, verdict: 'trusted' as const } } }
        : known
    })
  return { offered, error, trusted }
}

/** Each is connected to once more, to see that it offers that key: so many at one time. */
const trustedTogether = 16

/** Trusts keys; the first that cannot be ends it, and those before it stay trusted. */
export function useTrust(trusted: (agent: string) => void, onSettled: () => void) {
  const { client } = useEngine()
  return useMutation({
    mutationFn: async (keys: readonly HostKey[]) => {
      for (let from = 0; from < keys.length; from += trustedTogether) {
        const together = keys.slice(from, from + trustedTogether)
        await Promise.all(
          together.map(async ({ agent, fingerprint }) => {
            await client.agents.trust({ agent, fingerprint })
            trusted(agent)
          }),
        )
      }
    },
    onSettled,
  })
}

/** '3 never seen · 12 trusted · 985 to come'; what is none is left out. */
export function countWords(
  agents: readonly string[],
  offered: Readonly<Record<string, OfferedKey>>,
): string {
  const come = agents.flatMap((agent) => offered[agent] ?? [])
  const count = (verdict: HostKey['verdict']) =>
    come.filter(({ key }) => key?.verdict === verdict).length
  const parts: [number, string][] = [
    [count('unknown'), 'never seen'],
    [count('trusted'), 'trusted'],
    [count('changed') + count('revoked'), 'blocked'],
    [come.filter(({ failure }) => failure).length, 'did not answer'],
    [agents.length - come.length, 'to come'],
  ]
  const words = parts.filter(([number]) => number > 0)
  return words.map(([number, word]) => `${formatCount(number)} ${word}`).join(' · ')
}

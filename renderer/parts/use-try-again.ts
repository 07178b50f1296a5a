import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useEngine } from '../engine.tsx'
import { useQueryFactories } from '../queries.ts'
import { useObserveAgain } from './use-observe-again.ts'

/**
 * Tries an agent again by the operator's wish. Where the way to it is not open it is gone anew: the
 * engine by itself waits longer and longer, and never asks again what was not answered.
 */
export function useTryAgain(): (agent: string) => void {
  const { client } = useEngine()
  const queries = useQueryClient()
  const observeAgain = useObserveAgain()
  const connections = useQueryFactories().connections()
  useQuery(connections)
  const { queryKey } = connections
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the same in every rendering
  return useCallback(
    (agent) => {
      const isOpen = queries.getQueryData(queryKey)?.[agent]?.state === 'ready'
      const way = isOpen ? Promise.resolve() : client.connections.reconnect({ agent })
      // Why it failed is what the observation then says.
      void way.catch(() => undefined).then(() => observeAgain([agent]))
    },
    [client, queries, observeAgain],
  )
}

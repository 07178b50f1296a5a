import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useEngine } from '../engine.tsx'

/** Has these agents observed again, or all of them, wherever they are shown. */
export function useObserveAgain(): (agents?: readonly string[]) => void {
  const { calls, client } = useEngine()
  const queries = useQueryClient()
  return useCallback(
    (agents = []) => {
      // What comes of it is told to those who watch the fleet; a lost connection asks all anew itself.
      client.agents.look({ agents: [...agents] }).catch(() => undefined)
      const keys = agents.map((agent) => calls.agents.observe.key({ input: { agent } }))
      for (const queryKey of agents.length > 0 ? keys : [calls.agents.observe.key()])
        void queries.invalidateQueries({ queryKey })
    },
    [calls, client, queries],
  )
}

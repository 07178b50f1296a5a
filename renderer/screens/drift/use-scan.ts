import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { DriftRequest } from '../../../electron/contract/drift.ts'
import type { FailureData } from '../../../electron/contract/failure.ts'
import { useEngine } from '../../engine.tsx'
import { failureOf } from '../../failure.ts'

/** A look at the whole fleet under way: the map on the screen grows with it. */
export function useScan(request: DriftRequest) {
  const { calls, client } = useEngine()
  const queries = useQueryClient()
  const running = useRef<AbortController>(undefined)
  const [progress, setProgress] = useState<{ done: number; total: number }>()
  const [failure, setFailure] = useState<FailureData>()
  useEffect(() => () => running.current?.abort(), [])

  const scan = async (signal: AbortSignal) => {
    const { queryKey } = calls.drift.map.queryOptions({ input: request })
    for await (const { done, total, map } of await client.drift.scan(request, { signal })) {
      setProgress({ done, total })
      queries.setQueryData(queryKey, map)
    }
  }
  const start = () => {
    if (progress) return
    const abort = new AbortController()
    running.current = abort
    setFailure(undefined)
    setProgress({ done: 0, total: 0 })
    scan(abort.signal)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setFailure(failureOf(error))
      })
      .finally(() => {
        setProgress(undefined)
        // The reference may have been changed meanwhile: each map is folded from what is known now.
        void queries.invalidateQueries({ queryKey: calls.drift.map.key() })
      })
  }
  return { start, progress, failure }
}

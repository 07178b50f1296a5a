import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query'
import { useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react'
import type { Connection, ConnectionState, EngineClient } from './transport.ts'

interface Engine {
  readonly connection: Connection
  readonly client: EngineClient
  /** Query and mutation options of every call. */
  readonly calls: RouterUtils<EngineClient>
}

const EngineContext = createContext<Engine | undefined>(undefined)

export function EngineProvider(props: { connection: Connection; children: ReactNode }) {
  const { connection } = props
  const engine = useMemo<Engine>(
    () => ({
      connection,
      client: connection.client,
      calls: createTanstackQueryUtils(connection.client),
    }),
    [connection],
  )
  return <EngineContext value={engine}>{props.children}</EngineContext>
}

export function useEngine(): Engine {
  const engine = useContext(EngineContext)
  if (!engine) throw new Error('useEngine needs an EngineProvider above it')
  return engine
}

/** The connection's state; after a loss, everything is asked anew once it is back. */
export function useConnectionState(): ConnectionState {
  const { connection } = useEngine()
  const queries = useQueryClient()
  const state = useSyncExternalStore(
    (onChange) => connection.subscribe(onChange),
    () => connection.state(),
  )
  const wasLost = useRef(false)
  useEffect(() => {
    if (state === 'open' && wasLost.current) void queries.invalidateQueries()
    wasLost.current = state === 'lost'
  }, [state, queries])
  return state
}

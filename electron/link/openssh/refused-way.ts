import type { ConnectRequest } from '../carrier.ts'
import { onTheWay } from '../failures.ts'

/**
 * Why the host on the way opened no way to the server; undefined: it does, or there is none. ssh
 * throws away what its proxies say, so that the host is asked again.
 */
export async function refusedWay({ agent, before }: ConnectRequest): Promise<Error | undefined> {
  try {
    const way = await before?.dial(agent.host, agent.port)
    way?.destroy()
    return undefined
  } catch (error) {
    return before && onTheWay(error, before.agent, agent)
  }
}

import { useState } from 'react'
import type { RolloutRequest } from '../../../electron/contract/rollout.ts'
import type { WishedRollout } from '../../route.ts'

/** What the operator wants of a rollout, as far as it was said. */
export interface Wish {
  readonly build: string | undefined
  readonly agents: readonly string[]
  /** Undefined: every agent keeps its own order. */
  readonly hooks: readonly string[] | undefined
  /** One `key=value` a line. */
  readonly parameters: string
}

export function useWish(agents: readonly string[], from?: WishedRollout) {
  const [wish, setWish] = useState<Wish>({
    build: from?.build,
    agents,
    hooks: from?.hooks,
    parameters: Object.entries(from?.parameters ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .join('\n'),
  })
  const change = (part: Partial<Wish>) => setWish((now) => ({ ...now, ...part }))
  return { wish, change }
}

/** Module parameters out of the text, or a sentence that names the first line that is none. */
export function parseParameters(text: string): Record<string, string> | string {
  const parameters: Record<string, string> = {}
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const at = line.indexOf('=')
    if (at < 1) return `“${line.trim()}” is not of the form key=value`
    parameters[line.slice(0, at).trim()] = line.slice(at + 1).trim()
  }
  return parameters
}

/** The request that a wish comes to; undefined while something is missing. */
export function requestOf(wish: Wish, build: string | undefined): RolloutRequest | undefined {
  const parameters = parseParameters(wish.parameters)
  if (!build || wish.agents.length === 0 || typeof parameters === 'string') return undefined
  return {
    build,
    agents: [...wish.agents],
    ...(wish.hooks && { hooks: [...wish.hooks] }),
    ...(Object.keys(parameters).length > 0 && { parameters }),
  }
}

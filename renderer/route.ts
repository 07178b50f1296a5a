import { useSyncExternalStore } from 'react'
import type { RolloutRequest } from '../electron/contract/rollout.ts'

/** The parts of an agent's screen, the first shown first. */
export const agentTabs = ['modules', 'containers', 'flags', 'backups'] as const
export type AgentTab = (typeof agentTabs)[number]

/** What a new rollout begins with. */
export type WishedRollout = Pick<RolloutRequest, 'build' | 'hooks' | 'parameters'>

/** Where the window is. Kept in the address's hash, so that reload and back work in both faces. */
export type Route =
  | { screen: 'fleet' }
  | { screen: 'agent'; agent: string; tab: AgentTab }
  | { screen: 'import' }
  /** `group` absent: the first one. */
  | { screen: 'groups'; group?: string }
  | { screen: 'containers' }
  | { screen: 'rollouts' }
  | { screen: 'new-rollout'; agents: string[]; wish?: WishedRollout }
  | { screen: 'drift' }
  | { screen: 'rollout'; id: string }

/** The route that a hash names; anything unknown is the fleet. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?')
  const [screen, argument, part] = path.split('/').map(decode)
  if (screen === 'agents' && argument) {
    const tab = agentTabs.find((each) => each === part) ?? agentTabs[0]
    return { screen: 'agent', agent: argument, tab }
  }
  if (screen === 'drift') return { screen: 'drift' }
  if (screen === 'import') return { screen: 'import' }
  if (screen === 'groups') return argument ? { screen, group: argument } : { screen }
  if (screen === 'containers') return { screen: 'containers' }
  if (screen === 'rollouts' && argument === 'new') {
    return newRollout(new URLSearchParams(query))
  }
  if (screen === 'rollouts' && argument) return { screen: 'rollout', id: argument }
  if (screen === 'rollouts') return { screen: 'rollouts' }
  return { screen: 'fleet' }
}

function newRollout(query: URLSearchParams): Route {
  const agents = (query.get('agents') ?? '').split(',').filter(Boolean)
  const build = query.get('build')
  if (!build) return { screen: 'new-rollout', agents }
  const hooks = query.get('hooks')?.split(',').filter(Boolean)
  const parameters = query.getAll('parameter').map((text) => {
    const at = text.indexOf('=')
    return [text.slice(0, at), text.slice(at + 1)] as const
  })
  const wish = {
    build,
    ...(hooks && { hooks }),
    ...(parameters.length > 0 && { parameters: Object.fromEntries(parameters) }),
  }
  return { screen: 'new-rollout', agents, wish }
}

function wishQuery({ build, hooks, parameters = {} }: WishedRollout): string {
  const query = new URLSearchParams({ build })
  if (hooks) query.set('hooks', hooks.join(','))
  for (const [key, value] of Object.entries(parameters))
    query.append('parameter', `${key}=${value}`)
  return `&${query}`
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return '' // a hash typed by hand may hold a lone '%'
  }
}

/** The hash of a route; `parseRoute` gives the route back. */
export function formatRoute(route: Route): string {
  switch (route.screen) {
    case 'fleet':
      return '#/fleet'
    case 'agent':
      return agentAddress(route.agent, route.tab)
    case 'import':
      return '#/import'
    case 'groups':
      return route.group ? `#/groups/${encodeURIComponent(route.group)}` : '#/groups'
    case 'containers':
      return '#/containers'
    case 'rollouts':
      return '#/rollouts'
    case 'new-rollout':
      return `#/rollouts/new?agents=${route.agents.map(encodeURIComponent).join(',')}${route.wish ? wishQuery(route.wish) : ''}`
    case 'drift':
      return '#/drift'
    case 'rollout':
      return `#/rollouts/${encodeURIComponent(route.id)}`
  }
}

function agentAddress(agent: string, tab: AgentTab): string {
  const address = `#/agents/${encodeURIComponent(agent)}`
  return tab === agentTabs[0] ? address : `${address}/${tab}`
}

/** The route of an agent's screen, at its first part unless told. */
export function agentRoute(agent: string, tab: AgentTab = agentTabs[0]): Route {
  return { screen: 'agent', agent, tab }
}

/** Goes to a route. */
export function goTo(route: Route): void {
  location.hash = formatRoute(route)
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

/** The current route; renders again when it changes. */
export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash))
}

import type { FailureCode, FailureData } from '../electron/contract/failure.ts'
import type { BriefObservation } from '../electron/contract/fleet.ts'

/** What colour says, everywhere in the window. */
export type Tone = 'ok' | 'warn' | 'bad' | 'run' | 'idle'

export interface AgentState {
  readonly tone: Tone
  readonly word: string
  /** Something goes on: the dot shows it. */
  readonly live?: true
}

const failureWords: Partial<Record<FailureCode, AgentState>> = {
  'host-key-unknown': { tone: 'warn', word: 'Key not trusted' },
  'host-key-changed': { tone: 'bad', word: 'Key changed' },
  'host-key-revoked': { tone: 'bad', word: 'Key revoked' },
  'sudo-password-needed': { tone: 'warn', word: 'Locked' },
  'sudo-password-wrong': { tone: 'warn', word: 'Locked' },
  'sudo-refused': { tone: 'bad', word: 'No sudo' },
  'login-failed': { tone: 'bad', word: 'Login failed' },
  'connection-refused': { tone: 'bad', word: 'Unreachable' },
  'connection-timeout': { tone: 'bad', word: 'Unreachable' },
  'connection-lost': { tone: 'bad', word: 'Unreachable' },
  'address-unknown': { tone: 'bad', word: 'Unreachable' },
}

/** The one word for an agent's condition, worst first. */
export function agentState(observation?: BriefObservation, failure?: FailureData): AgentState {
  if (failure) return failureWords[failure.code] ?? { tone: 'bad', word: 'Not observed' }
  if (!observation) return { tone: 'idle', word: 'Observing', live: true }
  const { unit } = observation
  if (unit.activeState === 'failed') return { tone: 'bad', word: 'Failed' }
  if (unit.activeState === 'activating') return { tone: 'warn', word: 'Starting', live: true }
  if (unit.activeState !== 'active') return { tone: 'bad', word: 'Stopped' }
  if (!observation.recovered) return { tone: 'warn', word: 'Recovering', live: true }
  if (observation.registered === false) return { tone: 'warn', word: 'Unregistered' }
  return { tone: 'ok', word: 'Running' }
}

/** The project quota of the work directory's file system. */
export function quotaState(observation: Pick<BriefObservation, 'fileSystem'>): AgentState {
  const { fileSystem } = observation
  if (!fileSystem) return { tone: 'warn', word: 'Unknown' }
  if (fileSystem.type !== 'xfs') return { tone: 'bad', word: 'Not XFS' }
  if (fileSystem.projectQuota === 'enforced') return { tone: 'ok', word: 'Enforced' }
  if (fileSystem.projectQuota === 'accounted') return { tone: 'warn', word: 'Accounted' }
  return { tone: 'bad', word: 'Off' }
}

/** From 80 % of a limit writes will soon fail; from 95 % they are about to. */
export function usageTone(percent: number | undefined): Tone {
  if (percent === undefined) return 'idle'
  return percent >= 95 ? 'bad' : percent >= 80 ? 'warn' : 'ok'
}

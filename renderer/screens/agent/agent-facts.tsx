import type { ReactNode } from 'react'
import type { FlagSourceKind, Observation } from '../../../electron/contract/observation.ts'
import { quotaState } from '../../agent-state.ts'
import { formatBytes, formatSpan, shortSha } from '../../format.ts'
import { Facts } from '../../parts/facts.tsx'
import { State } from '../../parts/state.tsx'
import css from './agent.module.css'

const sourceWords: Readonly<Record<FlagSourceKind, string>> = {
  'init-wrapper': 'files of the init wrapper',
  'env-file': 'environment file',
  dcos: 'environment file of DC/OS',
  unit: 'drop-in of the systemd unit',
  unknown: 'not found',
}

/** What is known of the machine and the agent process. */
export function AgentFacts({ observation: seen }: { observation: Observation }) {
  const facts: (readonly [string, ReactNode])[] = [
    ['Mesos', <Mesos key="mesos" seen={seen} />],
    ['Unit', <Unit key="unit" seen={seen} />],
    [
      'Flags from',
      <span key="flags" title={seen.flagSource.reason}>
        <code>{seen.flagSource.path}</code>{' '}
        <span className="dim">{sourceWords[seen.flagSource.kind]}</span>
      </span>,
    ],
    ['Hook build', <Build key="build" seen={seen} />],
    ['Work dir', <code key="dir">{seen.workDir}</code>],
    ['Disk quota', <Quota key="quota" seen={seen} />],
    ['Machine', `${seen.hostname} · Linux ${seen.kernel} · ${seen.machine}`],
    ['glibc', seen.glibc ?? 'unknown'],
    ['Agent id', <code key="id">{seen.agentId ?? 'none'}</code>],
    ['Clock', clockWords(seen.clockOffsetMs)],
  ]
  return (
    <section className={css.facts} aria-label="Facts">
      <Facts facts={facts} />
    </section>
  )
}

function Mesos({ seen }: { seen: Observation }) {
  if (!seen.mesosVersion) return <span className="dim">does not answer</span>
  return (
    <span>
      <span className="mono">{seen.mesosVersion}</span>{' '}
      <span className="dim">port {seen.httpPort}</span>
    </span>
  )
}

function Unit({ seen }: { seen: Observation }) {
  const { unit } = seen
  return (
    <span title={unit.execStart}>
      <code>{unit.name}</code>{' '}
      <span className="dim">
        {unit.activeState} ({unit.subState}){unit.mainPid > 0 && `, pid ${unit.mainPid}`}
      </span>
    </span>
  )
}

function Build({ seen }: { seen: Observation }) {
  if (!seen.runningBuild) return <span className="dim">none running</span>
  return (
    <code title={`${seen.runningBuild.path}\nsha256 ${seen.runningBuild.sha256}`}>
      {shortSha(seen.runningBuild.sha256)}
    </code>
  )
}

function Quota({ seen }: { seen: Observation }) {
  const { fileSystem } = seen
  return (
    <span className={css.quota}>
      <State {...quotaState(seen)} />
      {fileSystem && (
        <span className="dim">
          <code>{fileSystem.device}</code> on <code>{fileSystem.mountPoint}</code>,{' '}
          {formatBytes(fileSystem.usedBytes)} of {formatBytes(fileSystem.sizeBytes)}
        </span>
      )}
    </span>
  )
}

function clockWords(offsetMs: number): string {
  if (Math.abs(offsetMs) < 1000) return 'agrees with this machine’s'
  return `${formatSpan(Math.abs(offsetMs))} ${offsetMs < 0 ? 'behind' : 'ahead'}`
}

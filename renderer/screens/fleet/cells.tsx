import type { ConnectionInfo } from '../../../electron/contract/connections.ts'
import type { BriefObservation } from '../../../electron/contract/fleet.ts'
import { quotaState } from '../../agent-state.ts'
import { connectionDetail, connectionState } from '../../connection-state.ts'
import { plural, shortSha } from '../../format.ts'
import { State, Tag } from '../../parts/state.tsx'
import css from './fleet.module.css'

interface Props {
  observation: BriefObservation
}

/** How far the way to the agent is open, and what carries it. */
export function ConnectionCell({ connection }: { connection: ConnectionInfo | undefined }) {
  return (
    <div title={connectionDetail(connection)}>
      <State {...connectionState(connection)} />
      <div className={css.host}>{connection?.carrier?.name}</div>
    </div>
  )
}

/** The build that runs, and the one on disk where it is another. */
export function BuildCell({ observation }: Props) {
  const { runningBuild: running, installedBuilds, restartOwed } = observation
  const installed = installedBuilds.find((build) => build.sha256 !== running?.sha256)
  return (
    <div className={css.stack}>
      {running && <code>{shortSha(running.sha256)}</code>}
      {!running && installed && <code className="dim">{shortSha(installed.sha256)}</code>}
      {!running && !installed && <span className="dim">none</span>}
      {restartOwed ? (
        <span>
          <Tag tone="warn">restart owed</Tag>
        </span>
      ) : (
        !running && installed && <span className="dim">not running</span>
      )}
    </div>
  )
}

/** The configured order; the running one where it differs. */
export function HooksCell({ observation }: Props) {
  const { hooks, runningHooks } = observation
  const differs = runningHooks !== undefined && runningHooks.join() !== (hooks ?? []).join()
  return (
    <div className={css.stack}>
      <HookNames hooks={hooks ?? []} />
      {differs && (
        <span className={css.running} title={runningHooks.join(', ')}>
          running: {runningHooks.join(', ') || 'none'}
        </span>
      )}
    </div>
  )
}

function HookNames({ hooks }: { hooks: readonly string[] }) {
  if (hooks.length === 0) return <span className="dim">none</span>
  return (
    <ol className={css.hooks} title={hooks.join(', ')}>
      {hooks.map((hook) => (
        <li key={hook}>{shortHook(hook)}</li>
      ))}
    </ol>
  )
}

/** Module names carry their organisation in front; the last part tells them apart in a table. */
function shortHook(name: string): string {
  return name.replace(/^(org|com|net|io)_[a-z0-9]+_/, '')
}

export function QuotaCell({ observation }: Props) {
  return <State {...quotaState(observation)} />
}

export function FindingsCell({ observation }: Props) {
  const errors = observation.findings.filter((finding) => finding.severity === 'error').length
  const warnings = observation.findings.filter((finding) => finding.severity === 'warning').length
  const title = observation.findings.map((finding) => finding.message).join('\n')
  if (errors + warnings === 0) return <span className="dim">none</span>
  return (
    <span className={css.tags} title={title}>
      {errors > 0 && <Tag tone="bad">{plural(errors, 'error')}</Tag>}
      {warnings > 0 && <Tag tone="warn">{plural(warnings, 'warning')}</Tag>}
    </span>
  )
}

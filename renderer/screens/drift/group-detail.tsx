import { Button } from '@mantine/core'
import type { DriftGroup } from '../../../electron/contract/drift.ts'
import { plural, shortSha } from '../../format.ts'
import { agentRoute, formatRoute } from '../../route.ts'
import css from './drift.module.css'

interface Props {
  group: DriftGroup
  isReference: boolean
  onReference: () => void
  onConverge: () => void
}

/** A group opened: in what it differs, who is in it, and what can be done about it. */
export function GroupDetail({ group, isReference, onReference, onConverge }: Props) {
  return (
    <div className={css.open}>
      <div className={css.column}>
        <h3>{isReference ? 'What the others are compared with' : 'Reference → this group'}</h3>
        {isReference ? <ReferenceFacts group={group} /> : <Differences group={group} />}
        {group.manifests.length > 1 && <Spellings group={group} />}
        {group.restartOwed.length > 0 && (
          <p className={css.owed}>A restart is owed by {group.restartOwed.join(', ')}.</p>
        )}
      </div>
      <div className={css.column}>
        <h3>{plural(group.agents.length, 'agent')}</h3>
        <p className={css.names}>
          {group.agents.map((agent) => (
            <a key={agent} href={formatRoute(agentRoute(agent))}>
              {agent}
            </a>
          ))}
        </p>
        {!isReference && (
          <div className={css.actions}>
            <Button onClick={onReference} aria-keyshortcuts="r">
              Make this the reference
            </Button>
            <Button variant="filled" onClick={onConverge}>
              Converge…
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}

function ReferenceFacts({ group }: { group: DriftGroup }) {
  const { traits } = group
  const modules = traits.libraries.flatMap(({ file, name, modules: inside }) =>
    inside.map((module) => ({ ...module, library: file ?? name ?? '' })),
  )
  return (
    <ul className={css.lines}>
      {modules.map((module) => (
        <li key={`${module.library} ${module.name}`}>
          <code>{module.name}</code>{' '}
          <span className="dim">
            {module.parameters.map(({ key, value }) => `${key}=${value}`).join('  ')}
          </span>
        </li>
      ))}
      {modules.length === 0 && <li className="dim">no modules</li>}
    </ul>
  )
}

function Differences({ group }: { group: DriftGroup }) {
  return (
    <ul className={css.lines}>
      {group.differences.map(({ text }) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}

/** Manifests that Mesos reads the same and that differ in their bytes. */
function Spellings({ group }: { group: DriftGroup }) {
  return (
    <ul className={css.lines} aria-label="Manifests that read the same">
      {group.manifests.map(({ sha256, agents }) => (
        <li key={sha256}>
          manifest <code>{shortSha(sha256)}</code>{' '}
          <span className="dim">
            reads the same, written so on {agents.slice(0, 6).join(', ')}
            {agents.length > 6 && ` and ${agents.length - 6} more`}
          </span>
        </li>
      ))}
    </ul>
  )
}

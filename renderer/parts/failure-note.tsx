import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { FailureData } from '../../electron/contract/failure.ts'
import { useDialogs } from './dialogs-context.ts'
import css from './failure-note.module.css'

interface Remedy {
  readonly failure: FailureData
  /** Asks again for what failed. */
  readonly onRetry?: () => void
  readonly retryLabel?: string
}

/** A failure in full: what went wrong, what was changed, what to do, and the raw evidence. */
export function FailureNote(props: Remedy) {
  const { failure } = props
  return (
    <div className={css.note} role="alert">
      <IconAlertTriangle className={css.icon} size={16} aria-hidden />
      <div className={css.text}>
        <FailureText failure={failure} />
        {failure.evidence && (
          <details className={css.evidence}>
            <summary>Evidence</summary>
            <pre>{failure.evidence}</pre>
          </details>
        )}
      </div>
      <Remedies {...props} />
    </div>
  )
}

/** The same in two lines, for a table's row. */
export function FailureLine(props: Remedy) {
  return (
    <div className={css.line}>
      <div className={css.text}>
        <FailureText failure={props.failure} />
      </div>
      <Remedies {...props} />
    </div>
  )
}

function FailureText({ failure }: { failure: FailureData }) {
  return (
    <>
      <div className={css.message}>{failure.message}</div>
      <div className={css.advice}>
        <span>{failure.changed}</span> {failure.advice}
      </div>
    </>
  )
}

/** What can be done about it right here. */
function Remedies({ failure, onRetry, retryLabel = 'Try again' }: Remedy) {
  const dialogs = useDialogs()
  const { agent, code } = failure
  const keyConcern = code.startsWith('host-key-')
  const locked = code === 'sudo-password-needed' || code === 'sudo-password-wrong'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: only keeps a button's click from opening the row around it
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <div className={css.remedies} onClick={(event) => event.stopPropagation()}>
      {agent && keyConcern && (
        <Button onClick={() => dialogs.open({ kind: 'host-key', agent })}>Compare host key…</Button>
      )}
      {agent && locked && (
        <Button onClick={() => dialogs.open({ kind: 'unlock', agents: [agent] })}>Unlock…</Button>
      )}
      {onRetry && !keyConcern && !locked && <Button onClick={onRetry}>{retryLabel}</Button>}
    </div>
  )
}

import type { Prediction } from '../../../electron/contract/change.ts'
import { State } from '../../parts/state.tsx'
import css from './agent.module.css'

/** Whether the agent would start, or Mesos's own error. */
export function Verdict({ prediction }: { prediction: Prediction }) {
  if (!prediction.starts) {
    return (
      <div className={css.verdict} data-tone="bad" role="alert">
        <State tone="bad" word="The agent would not start" />
        <pre>{prediction.error}</pre>
        {prediction.at && <span className="dim">at {prediction.at}</span>}
      </div>
    )
  }
  return (
    <div className={css.verdict}>
      <State tone="ok" word="The agent will start with this" />
      {prediction.unverified.length > 0 && (
        <span className="dim">Not checked: {words(prediction.unverified)}.</span>
      )}
    </div>
  )
}

/** A large manifest leaves hundreds of libraries unverified. */
function words(unverified: readonly string[]): string {
  const more = unverified.length - 8
  return [...unverified.slice(0, 8), ...(more > 0 ? [`${more} more`] : [])].join('; ')
}

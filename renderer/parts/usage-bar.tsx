import { usageTone } from '../agent-state.ts'
import { formatPercent } from '../format.ts'
import css from './usage-bar.module.css'

/** How full something is. Without a limit there is nothing to fill, and it says so. */
export function UsageBar(props: { percent: number | undefined; label: string }) {
  const { percent, label } = props
  if (percent === undefined) return <span className="dim">no limit</span>
  return (
    <span className={css.usage} data-tone={usageTone(percent)}>
      {/* biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> each in their own way */}
      <span
        className={css.track}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(percent))}
        aria-valuetext={formatPercent(percent)}
      >
        <span className={css.fill} style={{ width: `${Math.min(100, percent)}%` }} />
      </span>
      <span className={css.percent}>{formatPercent(percent)}</span>
    </span>
  )
}

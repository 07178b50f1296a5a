import css from './skeletons.module.css'

/** Grey bars in the place of rows to come, so that nothing jumps when they do. */
export function Skeletons(props: { label: string; rows?: number }) {
  return (
    <div role="status" aria-label={props.label}>
      {Array.from({ length: props.rows ?? 6 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have nothing else to tell them apart
        <div key={index} className={css.row} style={{ opacity: 1 - index * 0.14 }}>
          <span className={css.bar} />
          <span className={css.bar} />
          <span className={css.bar} />
        </div>
      ))}
    </div>
  )
}

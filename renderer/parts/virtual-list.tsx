import type { ReactNode } from 'react'
import { rowCount, VirtualBody } from './virtual-body.tsx'
import css from './virtual-list.module.css'

/** A list of any length whose lines open to more: only those in sight are in the page. */
export function VirtualList<T extends { readonly key: string }>(props: {
  label: string
  lines: readonly T[]
  /** Of a line that is closed, in pixels. */
  lineHeight: number
  children: (line: T) => ReactNode
}) {
  const { label, lines, lineHeight, children } = props
  return (
    <table className={css.list} aria-label={label} aria-rowcount={rowCount(lines)}>
      <VirtualBody lines={lines} lineHeight={lineHeight} columns={1}>
        {(line, place) => (
          <tr {...place}>
            <td>{children(line)}</td>
          </tr>
        )}
      </VirtualBody>
    </table>
  )
}

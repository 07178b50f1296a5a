import { useVirtualizer } from '@tanstack/react-virtual'
import { Fragment, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import type { RowKeys } from './use-row-keys.ts'

/** Up to so many lines are all in the page, where the browser's own search finds them. */
const wholeUpTo = 100
/** Lines kept above and below those in sight. */
const overscan = 12

/** What to spread on the one `tr` of a line. */
export interface LineProps {
  ref: (element: HTMLTableRowElement | null) => void
  'data-index': number
  'aria-rowindex': number
}

interface Props<T extends { readonly key: string }> {
  lines: readonly T[]
  /** Height of most lines, in pixels; each is measured once it is in sight. */
  lineHeight: number
  /** Of the table. */
  columns: number
  /** For a table that is worked with the keyboard: the row with the focus stays in the page. */
  keys?: Pick<RowKeys, 'body' | 'current'>
  children: (line: T, props: LineProps) => ReactNode
}

/**
 * The body of a table of any length: only the lines in sight are in the page. The table itself says
 * `aria-rowcount={rowCount(lines)}`, since a screen reader would count what is there.
 */
export function VirtualBody<T extends { readonly key: string }>(props: Props<T>) {
  const { lines, keys, columns } = props
  const body = useRef<HTMLTableSectionElement | null>(null)
  const { scroller, margin } = useScroller(body)
  const focused = keys ? lines.findIndex(({ key }) => key === keys.current) : -1
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller,
    estimateSize: () => props.lineHeight,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: lines.length <= wholeUpTo ? wholeUpTo : overscan,
    scrollMargin: margin,
    useFlushSync: false,
    rangeExtractor: ({ startIndex, endIndex, overscan: more, count }) => {
      const first = Math.max(0, startIndex - more)
      const last = Math.min(count - 1, endIndex + more)
      const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at)
      if (focused < 0 || (focused >= first && focused <= last)) return shown
      return focused < first ? [focused, ...shown] : [...shown, focused]
    },
  })
  const items = virtualizer.getVirtualItems()
  const end = margin + virtualizer.getTotalSize()
  return (
    <tbody
      {...keys?.body}
      ref={(element) => {
        body.current = element
        keys?.body.ref(element)
      }}
    >
      {items.map(({ index, start, key }, at) => {
        const line = lines[index]
        const gap = start - (items[at - 1]?.end ?? margin)
        return (
          line && (
            <Fragment key={key}>
              <Gap height={gap} columns={columns} />
              {props.children(line, {
                ref: virtualizer.measureElement,
                'data-index': index,
                'aria-rowindex': index + 2,
              })}
            </Fragment>
          )
        )
      })}
      <Gap height={end - (items.at(-1)?.end ?? margin)} columns={columns} />
    </tbody>
  )
}

/** Of the whole table, with its head. */
export function rowCount(lines: readonly unknown[]): number {
  return lines.length + 1
}

/** Stands where lines are that are out of sight. */
function Gap({ height, columns }: { height: number; columns: number }) {
  if (height < 1) return null
  return (
    <tr aria-hidden data-gap>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}

/** The page's part that scrolls, and how far below its top the body begins. */
function useScroller(body: { readonly current: HTMLElement | null }) {
  const [place, setPlace] = useState<{ scroller: HTMLElement | null; margin: number }>({
    scroller: null,
    margin: 0,
  })
  // What stands above the table comes and goes with what is shown: looked at after every rendering.
  useLayoutEffect(() => {
    const scroller = body.current?.closest<HTMLElement>('[data-scroller]') ?? null
    if (!scroller || !body.current) return
    const top = body.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top
    const margin = Math.round(top + scroller.scrollTop)
    setPlace((was) =>
      was.scroller === scroller && was.margin === margin ? was : { scroller, margin },
    )
  })
  return place
}

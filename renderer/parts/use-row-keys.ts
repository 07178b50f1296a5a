import { type KeyboardEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** What to spread on a row and on the table's body, for a table that is worked with the keyboard. */
export interface RowKeys {
  row(key: string): { tabIndex: 0 | -1; 'data-row': string; onFocus: () => void }
  body: { ref: (element: HTMLElement | null) => void; onKeyDown: (event: KeyboardEvent) => void }
  /** The row that is the stop of the Tab key: the last that had the focus, else the first. */
  current: string | undefined
  /** Puts the focus on that row. */
  focus(): void
}

const moves: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/**
 * Moves the focus from row to row with the arrow keys, j and k; Enter opens, Space selects.
 * Only one row is a stop of the Tab key.
 */
export function useRowKeys(
  keys: readonly string[],
  actions: { open?: (key: string) => void; select?: (key: string) => void },
): RowKeys {
  const body = useRef<HTMLElement | null>(null)
  const [current, setCurrent] = useState<string>()
  const stop = current !== undefined && keys.includes(current) ? current : keys[0]

  const focusAt = (index: number) => {
    const key = keys[Math.max(0, Math.min(keys.length - 1, index))]
    if (key === undefined) return
    // A row that is out of sight comes into the page by becoming the current one.
    flushSync(() => setCurrent(key))
    body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)?.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const key = (event.target as HTMLElement).dataset.row
    if (key === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const move = moves[event.key]
    if (move !== undefined) focusAt(keys.indexOf(key) + move)
    else if (event.key === 'Enter' && actions.open) actions.open(key)
    else if (event.key === ' ' && actions.select) actions.select(key)
    else return
    event.preventDefault()
  }

  return {
    row: (key) => ({
      tabIndex: key === stop ? 0 : -1,
      'data-row': key,
      onFocus: () => setCurrent(key),
    }),
    body: {
      ref: (element) => {
        body.current = element
      },
      onKeyDown,
    },
    current: stop,
    focus: () => focusAt(stop === undefined ? 0 : keys.indexOf(stop)),
  }
}

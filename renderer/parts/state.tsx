import type { ReactNode } from 'react'
import type { AgentState, Tone } from '../agent-state.ts'
import css from './state.module.css'

/** A dot and a word: the colour never stands alone. */
export function State(props: AgentState) {
  return (
    <span className={css.state} data-tone={props.tone} data-live={props.live}>
      <span className={css.dot} aria-hidden />
      {props.word}
    </span>
  )
}

/** A short remark on a tinted ground: '2 warnings', 'restart owed'. */
export function Tag(props: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={css.tag} data-tone={props.tone} title={props.title}>
      {props.children}
    </span>
  )
}

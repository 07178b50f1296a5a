import type { ReactNode } from 'react'
import css from './page.module.css'

/** A screen: its heading with a remark, its actions, and a body that scrolls by itself. */
export function Page(props: {
  title: ReactNode
  remark?: ReactNode
  back?: { href: string; label: string }
  tools?: ReactNode
  children: ReactNode
}) {
  return (
    <>
      <header className={css.header}>
        <div className={css.heading}>
          {props.back && (
            <a className={css.back} href={props.back.href}>
              {props.back.label}
              <span aria-hidden> / </span>
            </a>
          )}
          <h1>{props.title}</h1>
          {props.remark && <div className={css.remark}>{props.remark}</div>}
        </div>
        {props.tools && <div className={css.tools}>{props.tools}</div>}
      </header>
      <div className={css.body} data-scroller>
        {props.children}
      </div>
    </>
  )
}

/** A titled part of a screen. */
export function Section(props: {
  title: string
  remark?: ReactNode
  tools?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={css.section} aria-label={props.title}>
      <div className={css.sectionHead}>
        <h2>{props.title}</h2>
        {props.remark && <span className="dim">{props.remark}</span>}
        <span className={css.gap} />
        {props.tools}
      </div>
      {props.children}
    </section>
  )
}

/** What stands where there is nothing to show: what this place is for and what to do. */
export function Empty(props: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className={css.empty}>
      <div className={css.emptyIcon} aria-hidden>
        {props.icon}
      </div>
      <h2>{props.title}</h2>
      <div className="dim">{props.children}</div>
    </div>
  )
}

import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import css from './dialog.module.css'

/** A dialog's frame. Escape and a click outside close it. */
export function Dialog(props: {
  title: string
  width?: number
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size={props.width ?? 480}
      classNames={{ title: css.title }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {props.children}
    </Modal>
  )
}

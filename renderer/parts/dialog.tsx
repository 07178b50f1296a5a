import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import css from './dialog.module.css'

/** A dialog's frame. Escape closes it, and a click outside unless it `stays`. */
export function Dialog(props: {
  title: string
  width?: number
  stays?: boolean
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Modal
      opened
      closeOnClickOutside={!props.stays}
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
